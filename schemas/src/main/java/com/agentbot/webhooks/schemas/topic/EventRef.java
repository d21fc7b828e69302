package com.agentbot.webhooks.schemas.topic;

/**
 * Where a record lies in Kafka. Written {@code topic-partition-offset}, for example {@code agentbot.events-3-1234}.
 *
 * @param topic never blank
 * @param partition 0 or more
 * @param offset 0 or more
 */
public record EventRef(String topic, int partition, long offset) {

    public EventRef {
        if (topic.isBlank() || partition < 0 || offset < 0) {
            throw new IllegalArgumentException("'" + topic + "-" + partition + "-" + offset + "' is no place in Kafka");
        }
    }

    /**
     * Reads what {@link #toString()} wrote; a topic name may itself hold dashes, so the last two parts count.
     *
     * @throws IllegalArgumentException repeating the text
     */
    public static EventRef parse(String text) {
        int beforeOffset = text.lastIndexOf('-');
        int beforePartition = beforeOffset < 1 ? -1 : text.lastIndexOf('-', beforeOffset - 1);
        if (beforePartition < 1) {
            throw new IllegalArgumentException("'" + text + "' is not topic-partition-offset");
        }
        try {
            return new EventRef(
                    text.substring(0, beforePartition),
                    Integer.parseInt(text, beforePartition + 1, beforeOffset, 10),
                    Long.parseLong(text, beforeOffset + 1, text.length(), 10));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not topic-partition-offset", e);
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }
}
