package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the retry scheduler can be told.
 *
 * @param kafka client properties as the operator gave them
 * @param transactionalId of the one producer
 * @param transactionTimeout how long a transaction may take, and with it each wait for the broker
 * @param pollRecords most records that wait in memory for one partition; half of it is taken from the broker at once
 * @param pollBytes most bytes of one partition taken from the broker at once
 * @param transactionRecords most records forwarded in one transaction
 * @param pace how fast due deliveries go
 * @param outage that the retry topics must keep records through, beside what these wait
 * @param backOff longest pause between two tries while the broker does not take the deliveries
 * @param stopTimeout how long a stop waits for the transaction under way
 */
record SchedulerSettings(
        Map<String, String> kafka,
        String transactionalId,
        Duration transactionTimeout,
        int pollRecords,
        int pollBytes,
        int transactionRecords,
        Pace.Bounds pace,
        Duration outage,
        Duration backOff,
        Duration stopTimeout) {

    /**
     * A tier that is new in the settings gets a topic of its own while the scheduler runs, and is found when the
     * client's view of the cluster is renewed. Far shorter than any tier meant for customers, and one small request.
     */
    private static final Duration NEW_TOPICS_FOUND_WITHIN = Duration.ofSeconds(5);

    /**
     * A partition of which more is wanted is asked for once the broker has answered for those in which nothing has come.
     * That is time in which a herd would stand still, and what is due next be late.
     */
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);

    SchedulerSettings {
        kafka = Map.copyOf(kafka);
    }

    /**
     * Reads the settings.
     *
     * @throws StartFailure naming each that is wrong
     */
    static SchedulerSettings from(Environment environment) throws StartFailure {
        SchedulerSettings settings = new SchedulerSettings(
                environment.kafka(ClientProperties.names()),
                transactionalId(environment),
                environment.duration(
                        "SCHEDULER_TRANSACTION_TIMEOUT",
                        "10s",
                        "How long forwarding one batch may take; after a crash, others wait as long for its partitions."),
                environment.number(
                        "SCHEDULER_POLL_RECORDS",
                        2_000,
                        1,
                        100_000,
                        "Most records that wait in memory for one partition; half as many are taken from the broker at once."),
                environment.bytes(
                        "SCHEDULER_POLL_BYTES", "1MiB", "Most bytes of one partition taken from the broker at once."),
                environment.number(
                        "SCHEDULER_TRANSACTION_RECORDS",
                        2_000,
                        1,
                        100_000,
                        "Most deliveries forwarded in one transaction."),
                pace(environment),
                environment.duration(TopicNeed.OUTAGE, TopicNeed.OUTAGE_BY_DEFAULT, TopicNeed.OUTAGE_MEANING),
                environment.duration(
                        "SCHEDULER_BACK_OFF", "2s", "Longest pause between two tries while Kafka does not answer."),
                environment.duration(
                        "SCHEDULER_STOP_TIMEOUT", "15s", "How long a stop waits for the transaction under way."));
        environment.check();
        settings.checkClients();
        return settings;
    }

    private static Pace.Bounds pace(Environment environment) {
        return new Pace.Bounds(
                environment.number(
                        "SCHEDULER_PER_SECOND",
                        20_000,
                        1,
                        10_000_000,
                        "Most deliveries that this process forwards a second."),
                environment.number(
                        "SCHEDULER_TRICKLE",
                        500,
                        1,
                        10_000_000,
                        "Most deliveries a second that are more than a second late, while workers are behind."),
                environment.number(
                        "SCHEDULER_LIVE_LAG",
                        1_000,
                        0,
                        Integer.MAX_VALUE,
                        "Deliveries of one partition of agentbot.deliveries that are not finished, beyond which workers count"
                                + " as behind."));
    }

    private static String transactionalId(Environment environment) {
        String given = environment.optional(
                "SCHEDULER_TRANSACTIONAL_ID",
                "Transactional id of the producer, one for each process; by default a random one.");
        return given == null ? ConsumerGroups.RETRY_SCHEDULER + "-" + UUID.randomUUID() : given;
    }

    private void checkClients() throws StartFailure {
        try {
            new ConsumerConfig(withDeserializers(consumer()));
            new ProducerConfig(withSerializers(producer()));
        } catch (ConfigException e) {
            throw new StartFailure("A KAFKA_* setting is wrong: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> withDeserializers(Map<String, Object> properties) {
        String name = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, name);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, name);
        return properties;
    }

    private static Map<String, Object> withSerializers(Map<String, Object> properties) {
        String name = "org.apache.kafka.common.serialization.ByteArraySerializer";
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, name);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, name);
        return properties;
    }

    /** Of each partition half of what may be held is kept at hand, while the other half is fetched. */
    int enoughHeld() {
        return Math.max(1, pollRecords / 2);
    }

    /** For the consumer. What an operator sets goes before our defaults, but not before what exactly-once rests on. */
    Map<String, Object> consumer() {
        Map<String, Object> properties = ClientProperties.reader(kafka);
        properties.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, millis(NEW_TOPICS_FOUND_WITHIN));
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, ConsumerGroups.RETRY_SCHEDULER);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, enoughHeld());
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(FETCH_WAIT));
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, pollBytes);
        return properties;
    }

    /** For the producer, likewise. Every wait of the producer ends within the transaction's time. */
    Map<String, Object> producer() {
        Map<String, Object> properties = ClientProperties.writer(kafka);
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(transactionTimeout));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis(transactionTimeout));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0L);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(transactionTimeout));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(transactionTimeout));
        return properties;
    }

    /** For questions beside the way: how topics are kept, how much waits, how far workers are behind. */
    Map<String, Object> admin() {
        return ClientProperties.admin(kafka);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
