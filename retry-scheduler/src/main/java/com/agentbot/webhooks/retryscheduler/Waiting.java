package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
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
     * @param latestMillis the latest due time that makes sense, see {@link #latestDueAtMillis}
     */
    static Waiting of(ConsumerRecord<byte[], byte[]> record, long latestMillis) {
        try {
            long dueAt = DeliveryHeaders.dueAtMillis(record.headers());
            return dueAt > latestMillis
                    ? new Unreadable(
                            record, "header due_at: " + dueAt + " lies further ahead than " + record.topic() + " waits")
                    : new Timed(record, dueAt);
        } catch (UnreadableRecord e) {
            return new Unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The latest time at which what is received now can be due.
     *
     * @param topic a retry topic; one of another form of name is not ours to judge, only to drain
     */
    static long latestDueAtMillis(String topic, long nowMillis) {
        Duration delay = RetryTiers.ofTopic(topic).map(RetryTiers.Tier::delay).orElse(Duration.ofDays(365));
        return nowMillis + delay.plus(CLOCK_TOLERANCE).toMillis();
    }
}
