package com.agentbot.webhooks.schemas.topic;

/**
 * How large records may be, so that what was taken in at the front can be carried to the end.
 *
 * <p>A record grows on its way: an event that is found invalid gets headers that say why, a body whose numbers are
 * written out can be longer than the event it was made from, a dead letter has its last error beside the body, an
 * attempt holds what was answered. So each stage takes about twice as much as the one before it.
 *
 * <p>A broker measures batches: what the producer sends, compressed if it compresses, with all overhead. A producer
 * measures single records, before compression. Both measures are met by what is at most {@link #largestRecord}.
 */
public final class RecordSizes {
    /**
     * The largest batch on {@code agentbot.events} and on the topics of settings and operations, in bytes: Kafka's own
     * default for a topic. So whatever a client sends with its defaults is taken in, whatever the cluster's default is.
     */
    public static final int FRONT_BYTES = (1 << 20) + 12;

    /** The largest batch on the delivery and the retry topics, in bytes. */
    public static final int WAY_BYTES = 2 << 20;

    /** The largest batch on topics that nothing comes after, in bytes: invalid events, dead letters and attempts. */
    public static final int END_BYTES = 4 << 20;

    /** What every producer of ours has at least as its {@code max.request.size}, in bytes. */
    public static final int REQUEST_BYTES = END_BYTES;

    /**
     * Kept free for what a record of ours has beside its value, in bytes: the key, headers for ids, times and places
     * of a few hundred bytes together, and an error of up to {@value
     * com.agentbot.webhooks.schemas.delivery.FailureHeaders#MAX_CHARACTERS} characters. Several times what they take.
     */
    public static final int HEADER_BYTES = 64 << 10;

    /** The longest body that surely fits on the delivery topics, in bytes. */
    public static final int LARGEST_BODY_BYTES = largestRecord(WAY_BYTES) - HEADER_BYTES;

    /** JSON writes a control character in six bytes, such as {@code \}{@code u0000}. */
    private static final int JSON_BYTES_A_BYTE = 6;

    /** The longest answer that surely fits into an attempt's record, whatever it is made of, in bytes. */
    public static final int LARGEST_ANSWER_BYTES = (largestRecord(END_BYTES) - HEADER_BYTES) / JSON_BYTES_A_BYTE;

    /** The header of a batch and the lengths in it, with room to spare. */
    private static final int BATCH_OVERHEAD_BYTES = 1 << 10;

    /** What cannot be compressed grows when it is tried, by far less than one part in so many. */
    private static final int GROWTH = 64;

    private RecordSizes() {}

    /**
     * The largest record that surely fits a topic, in bytes of key, value and headers before compression.
     *
     * @param maxBatchBytes the topic's {@code max.message.bytes}
     */
    public static int largestRecord(int maxBatchBytes) {
        return Math.max(0, maxBatchBytes - maxBatchBytes / GROWTH - BATCH_OVERHEAD_BYTES);
    }
}
