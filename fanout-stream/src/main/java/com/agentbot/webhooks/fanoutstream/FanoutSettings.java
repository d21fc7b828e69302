package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.servicekit.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What can be set.
 *
 * @param threads that work side by side, each with a transaction of its own
 * @param commitInterval how long a transaction is kept open
 * @param stateDirectory of this process alone
 * @param maxBodyBytes the longest body that is POSTed
 * @param deduplicationWindow how long an event's id is remembered
 * @param storeMemoryBytes that all stores together take beside the heap
 * @param bufferedRecords read ahead of their handling, a partition
 * @param portion how much of one event goes out in one go
 * @param outage that the topics of events must keep records through
 * @param patience how long Kafka, other processes and a stop are waited for
 * @param threadReplacements within ten minutes before the process gives up
 * @param kafka properties for every client
 */
record FanoutSettings(
        int threads,
        Duration commitInterval,
        Path stateDirectory,
        int maxBodyBytes,
        Duration deduplicationWindow,
        int storeMemoryBytes,
        int bufferedRecords,
        Portion portion,
        Duration outage,
        Patience patience,
        int threadReplacements,
        Map<String, String> kafka) {

    /**
     * How long others are waited for.
     *
     * @param start for the cluster to answer at a start
     * @param session until a process that is silent counts as dead
     * @param stop for the work at hand to end
     */
    record Patience(Duration start, Duration session, Duration stop) {}

    static FanoutSettings from(Environment environment) {
        return new FanoutSettings(
                environment.number(
                        "FANOUT_THREADS",
                        1,
                        1,
                        64,
                        "Threads that fan out side by side, 1 to 64; more than the events topic has partitions idle."),
                environment.duration(
                        "FANOUT_COMMIT_INTERVAL",
                        "20ms",
                        "How long a transaction of the fan-out stays open: shorter is sooner delivered, and dearer."),
                Path.of(environment.text(
                        "FANOUT_STATE_DIR",
                        "data/fanout-stream",
                        "Directory of this process alone, kept through a restart; lost, it is made anew from Kafka.")),
                environment.bytes("MAX_BODY_BYTES", "100KiB", "The longest body that is POSTed; longer is invalid."),
                environment.duration(
                        "FANOUT_DEDUPLICATION_WINDOW",
                        "24h",
                        "How long an event's id is remembered, so that the same id again is dropped."),
                environment.bytes(
                        "FANOUT_STORE_MEMORY",
                        "128MiB",
                        "Memory beside the heap for the stores on disk, all partitions together."),
                environment.number(
                        "FANOUT_BUFFERED_RECORDS",
                        250,
                        1,
                        100_000,
                        "Events read ahead of their handling, a partition, 1 to 100000."),
                new Portion(
                        environment.number(
                                "FANOUT_PORTION_DELIVERIES",
                                1_000,
                                1,
                                100_000,
                                "Deliveries of one event that go out in one go, 1 to 100000; the rest follows."),
                        environment.bytes(
                                "FANOUT_PORTION_BYTES",
                                "8MiB",
                                "Bodies of one event that go out in one go, in bytes.")),
                environment.duration(TopicNeed.OUTAGE, TopicNeed.OUTAGE_BY_DEFAULT, TopicNeed.OUTAGE_MEANING),
                new Patience(
                        environment.duration(
                                "FANOUT_START_PATIENCE", "60s", "How long a start waits for Kafka before it gives up."),
                        environment.duration(
                                "FANOUT_SESSION_TIMEOUT",
                                "10s",
                                "How long this process may be silent before others take over its partitions."),
                        environment.duration(
                                "FANOUT_STOP_PATIENCE", "20s", "How long a stop waits for the work at hand to end.")),
                environment.number(
                        "FANOUT_THREAD_REPLACEMENTS",
                        20,
                        0,
                        10_000,
                        "Threads that may die and be replaced within ten minutes before the process ends."),
                environment.kafka(knownToClients()));
    }

    private static Set<String> knownToClients() {
        Set<String> known = new TreeSet<>(StreamsConfig.configDef().names());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        return known;
    }
}
