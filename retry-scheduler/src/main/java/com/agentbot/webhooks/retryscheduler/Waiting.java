package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of a retry topic, with what the scheduler has to know of it. */
sealed interface Waiting {
    /** The record as it was received. */
    ConsumerRecord<byte[], byte[]> record();

    /** When to let it go, in milliseconds of the Unix epoch. */
    long dueAtMillis();

    /** A delivery that waits for its time. */
    record Timed(ConsumerRecord<byte[], byte[]> record, long dueAtMillis) implements Waiting {}

    /**
     * A record that does not say when it is due.
     *
     * @param error what is wrong with it, for a person
     */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String error) implements Waiting {
        /** At once: it holds up all that wait behind it. */
        @Override
        public long dueAtMillis() {
            return Long.MIN_VALUE;
        }
    }

    /**
     * How much further ahead than its tier waits a due time may lie: clocks of different machines differ, and some
     * are set by hours. What lies further ahead is garbage, and would hold up its partition until then.
     */
    Duration CLOCK_TOLERANCE = Duration.ofHours(6);

    /**
     * Judges a record.
     *
     * @param nowMillis the time at which it was received
     */
    static Waiting of(ConsumerRecord<byte[], byte[]> record, long nowMillis) {
        try {
            long dueAt = DeliveryHeaders.dueAtMillis(record.headers());
            long latest = nowMillis + longestWaitMillis(record.topic());
            return dueAt > latest
                    ? new Unreadable(
                            record, "header due_at: " + dueAt + " lies further ahead than " + record.topic() + " waits")
                    : new Timed(record, dueAt);
        } catch (UnreadableRecord e) {
            return new Unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    private static long longestWaitMillis(String topic) {
        return tierDelay(topic).plus(CLOCK_TOLERANCE).toMillis();
    }

    private static Duration tierDelay(String topic) {
        try {
            return RetryTiers.parse(topic.substring(Topics.RETRY_PREFIX.length()))
                    .tiers()
                    .getFirst()
                    .delay();
        } catch (IllegalArgumentException e) {
            // A topic of another form of name is not ours to judge, only to drain.
            return Duration.ofDays(365);
        }
    }
}
