package com.agentbot.webhooks.schemas.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How each client of ours has to read and write the topics. An operator's own properties are taken over, save where the
 * pipeline's promises hang on them.
 */
public final class ClientProperties {
    /** How long a member of a group may be silent. Long enough for a pause of the JVM, and for a leader to be elected. */
    public static final Duration KILLED_AFTER = Duration.ofSeconds(10);
    /** How often a member asks how its group stands. A partition that changes hands stands still for up to two of these. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private ClientProperties() {}

    /** The names of all properties that some Kafka client of ours knows. */
    public static Set<String> names() {
        Set<String> names = new HashSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    /**
     * For a consumer: it reads only what was committed, commits nothing by itself, and refuses to guess its place. When
     * it is killed, the others of its group take over {@link #KILLED_AFTER} later, unless the operator says otherwise.
     *
     * @param given the operator's properties; those that no consumer knows are left out
     */
    public static Map<String, Object> reader(Map<String, String> given) {
        Map<String, Object> properties = known(given, ConsumerConfig.configNames());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Long.toString(KILLED_AFTER.toMillis()));
        properties.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Long.toString(HEARTBEAT.toMillis()));
        return properties;
    }

    /**
     * For a producer: what it was told to be written is on all replicas in sync, once and in order, and whatever our
     * topics take it can write.
     *
     * @param given the operator's properties; those that no producer knows are left out
     */
    public static Map<String, Object> writer(Map<String, String> given) {
        Map<String, Object> properties = known(given, ProducerConfig.configNames());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.merge(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Integer.toString(RecordSizes.REQUEST_BYTES),
                ClientProperties::larger);
        return properties;
    }

    /** What is no number is left for the client to complain about. */
    private static Object larger(Object given, Object needed) {
        try {
            return Long.parseLong(given.toString().strip()) < Long.parseLong(needed.toString()) ? needed : given;
        } catch (NumberFormatException e) {
            return given;
        }
    }

    /** For an admin client. */
    public static Map<String, Object> admin(Map<String, String> given) {
        return known(given, AdminClientConfig.configNames());
    }

    private static Map<String, Object> known(Map<String, String> given, Set<String> names) {
        Map<String, Object> properties = new HashMap<>(given);
        properties.keySet().retainAll(names);
        return properties;
    }
}
