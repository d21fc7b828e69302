package com.agentbot.webhooks.schemas.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** Every topic of the pipeline in one table; clusters and documents are made from it. */
public record TopicCatalogue(List<Topic> topics) {

    /** What a topic does with records that have grown old. */
    public sealed interface Cleanup {
        /** Deletes a record after {@code retention}. */
        record DeleteAfter(Duration retention) implements Cleanup {}

        /** Keeps the last record of each key for ever. */
        record Compact() implements Cleanup {}
    }

    /**
     * One topic.
     *
     * @param key what a record is keyed by, for the reader
     * @param partitions 1 or more
     * @param maxBatchBytes the largest batch of records that it takes, one of {@link RecordSizes}
     * @param purpose one sentence for the documents
     */
    public record Topic(String name, String key, int partitions, Cleanup cleanup, int maxBatchBytes, String purpose) {
        /**
         * The topic as a cluster is asked to make it.
         *
         * @param replicas copies of each partition, 1 or more
         */
        public NewTopic toNewTopic(short replicas) {
            return new NewTopic(name, partitions, replicas).configs(configs());
        }

        private Map<String, String> configs() {
            Map<String, String> configs = new LinkedHashMap<>();
            switch (cleanup) {
                case Cleanup.Compact() -> {
                    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
                    // A reader that was away for a week must still see each deletion.
                    configs.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, millis(Duration.ofDays(7)));
                }
                case Cleanup.DeleteAfter(Duration retention) -> {
                    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
                    configs.put(TopicConfig.RETENTION_MS_CONFIG, millis(retention));
                }
            }
            // Set even where it is Kafka's default: the cluster's own may be another.
            configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBatchBytes));
            // Retention counts from the broker's clock: by a producer's that is wrong, or that says when something
            // happened long ago, records would be deleted before they are read, or be refused.
            configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
            return configs;
        }

        private static String millis(Duration duration) {
            return Long.toString(duration.toMillis());
        }
    }

    /**
     * What decides the size of the catalogue.
     *
     * @param partitions of the topics on the live path; bounds how many workers can share the work
     * @param outage the longest standstill of any part that must lose nothing
     * @param history how long customers can look back: events, attempts, dead letters
     */
    public record Sizing(int partitions, Duration outage, Duration history) {
        public static final Sizing DEFAULT = new Sizing(12, Duration.ofDays(7), Duration.ofDays(30));
    }

    /** The catalogue for a retry schedule. Retention is derived: what a record may have to wait for, plus an outage. */
    public static TopicCatalogue of(RetryTiers tiers, Sizing sizing) {
        Cleanup live = new Cleanup.DeleteAfter(sizing.outage());
        Cleanup history =
                new Cleanup.DeleteAfter(max(sizing.history(), tiers.total().plus(sizing.outage())));
        int partitions = sizing.partitions();
        int some = Math.max(1, partitions / 3);
        Stream<Topic> before = Stream.of(
                new Topic(
                        Topics.EVENTS,
                        "site_id",
                        partitions,
                        history,
                        RecordSizes.FRONT_BYTES,
                        "Domain events as producers wrote them."),
                new Topic(
                        Topics.EVENTS_INVALID,
                        "as received",
                        some,
                        history,
                        RecordSizes.END_BYTES,
                        "What is no valid event, bytes untouched, with the reason in headers."),
                // One partition: settings are rare, and one order over all of them is what readers rely on.
                new Topic(
                        Topics.WEBHOOKS,
                        "site_id/webhook_id",
                        1,
                        new Cleanup.Compact(),
                        RecordSizes.FRONT_BYTES,
                        "Each webhook's settings; a tombstone for one that was deleted."),
                new Topic(
                        Topics.DELIVERIES,
                        "webhook_id",
                        partitions,
                        live,
                        RecordSizes.WAY_BYTES,
                        "Bodies due to be POSTed, facts in headers."),
                new Topic(
                        Topics.DELIVERIES_SLOW,
                        "webhook_id",
                        partitions,
                        live,
                        RecordSizes.WAY_BYTES,
                        "The same for endpoints that would hold others up."));
        Stream<Topic> retries = tiers.tiers().stream()
                .distinct()
                .map(tier -> new Topic(
                        tier.topic(),
                        "webhook_id",
                        some,
                        new Cleanup.DeleteAfter(tier.delay().plus(sizing.outage())),
                        RecordSizes.WAY_BYTES,
                        "Deliveries that wait " + tier.name() + " for their next attempt."));
        Stream<Topic> after = Stream.of(
                new Topic(
                        Topics.DEAD_LETTER,
                        "webhook_id",
                        some,
                        history,
                        RecordSizes.END_BYTES,
                        "Deliveries that failed for good, last error in headers."),
                new Topic(
                        Topics.ATTEMPTS,
                        "webhook_id",
                        partitions,
                        history,
                        RecordSizes.END_BYTES,
                        "What came of each attempt, or why none was made."),
                new Topic(
                        Topics.OPERATIONS,
                        "site_id",
                        1,
                        history,
                        RecordSizes.FRONT_BYTES,
                        "What operators and owners of webhooks should know."));
        return new TopicCatalogue(
                Stream.of(before, retries, after).flatMap(topics -> topics).toList());
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
