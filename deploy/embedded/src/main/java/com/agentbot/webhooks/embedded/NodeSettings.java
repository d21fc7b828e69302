package com.agentbot.webhooks.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The broker's properties for a cluster of one that shares its machine with everything else. */
final class NodeSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final String CLIENTS = "CLIENTS";

    private NodeSettings() {}

    static Map<String, String> of(Path data, int clientPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(identity(data, clientPort, controllerPort));
        settings.putAll(aloneInItsCluster());
        settings.putAll(smallFootprint());
        return settings;
    }

    private static Map<String, String> identity(Path data, int clientPort, int controllerPort) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                CONTROLLER,
                "inter.broker.listener.name",
                CLIENTS,
                "listener.security.protocol.map",
                CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "listeners",
                CLIENTS + "://127.0.0.1:" + clientPort + "," + CONTROLLER + "://127.0.0.1:" + controllerPort,
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false",
                "metric.reporters",
                "");
    }

    private static Map<String, String> aloneInItsCluster() {
        return Map.of(
                // What a killed process left open is not held open for longer than it may take by its own timeout.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                // Nobody else will join a group in the next seconds.
                "group.initial.rebalance.delay.ms", "0",
                // A pipeline that stood still for a year still finds its place: ten years, in minutes.
                "offsets.retention.minutes", "5256000",
                // Broker and controller live and die together. A process that stood still for a while must not be
                // taken for dead when it wakes: that would take the leaders from all partitions.
                "broker.session.timeout.ms", "86400000",
                "broker.heartbeat.interval.ms", "500");
    }

    private static Map<String, String> smallFootprint() {
        return Map.of(
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "2",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.num.partitions", "1",
                "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20),
                "log.index.size.max.bytes", Integer.toString(1 << 20));
    }

    /** What Kafka's formatter would tell a person who runs it by hand. */
    static PrintStream silence() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
