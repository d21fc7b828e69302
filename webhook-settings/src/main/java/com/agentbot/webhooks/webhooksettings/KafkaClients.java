package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.TopicCheck;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the Kafka clients: the operator's properties, and over them those that our promises rest on. */
final class KafkaClients {
    /** The names of all properties that one of our clients knows. */
    static final Set<String> PROPERTIES = properties();

    /** The same for all instances: whoever begins to publish fences whoever did before. */
    private static final String OUTBOX_TRANSACTIONAL_ID = "webhook-settings-outbox";

    private static final String REPLAY_TRANSACTIONAL_ID = "webhook-settings-replays";
    /** Most events are of other sites, and passed over without being read. */
    private static final int REPLAY_POLL_RECORDS = 5_000;
    /** One event and its headers; a first record is returned whole even if it is larger. */
    private static final int BODY_FETCH_BYTES = 256 * 1024;

    private final Map<String, String> common;

    KafkaClients(Map<String, String> common) {
        this.common = Map.copyOf(common);
    }

    private static Set<String> properties() {
        Set<String> names = new HashSet<>(ProducerConfig.configNames());
        names.addAll(ConsumerConfig.configNames());
        return Set.copyOf(names);
    }

    /** Publishes webhooks, in transactions. */
    KafkaProducer<String, byte[]> outboxProducer() {
        Map<String, Object> properties = producer();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, OUTBOX_TRANSACTIONAL_ID);
        // How long a broken predecessor can hold our successor's transaction back.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** Hands on what is sent again, in transactions. */
    KafkaProducer<String, byte[]> replayProducer() {
        Map<String, Object> properties = producer();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, REPLAY_TRANSACTIONAL_ID);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Reads windows of events; assigns its partitions itself.
     *
     * @param group under which it is kept how far it has come
     */
    KafkaConsumer<byte[], byte[]> replayConsumer(String group) {
        Map<String, Object> properties = consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, REPLAY_POLL_RECORDS);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Hands on single deliveries. */
    KafkaProducer<String, byte[]> deliveriesProducer() {
        return new KafkaProducer<>(producer(), new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producer() {
        Map<String, Object> properties = ClientProperties.writer(common);
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return properties;
    }

    /**
     * Reads attempts. Its group only shares the partitions out; the places are kept in PostgreSQL.
     *
     * @param batch at most so many records at once
     */
    KafkaConsumer<byte[], byte[]> logConsumer(int batch) {
        Map<String, Object> properties = consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, ConsumerGroups.DELIVERY_LOG);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Of the topics that the delivery log is made from. */
    TopicCheck topicCheck(Duration outage) {
        List<TopicNeed> needs = List.of(
                TopicNeed.soonRead(Topics.ATTEMPTS, "attempts", outage),
                TopicNeed.soonRead(Topics.EVENTS, "events", outage));
        return new TopicCheck(ClientProperties.admin(common), present -> needs);
    }

    /** Reads single events; belongs to no group. */
    KafkaConsumer<byte[], byte[]> bodyConsumer() {
        Map<String, Object> properties = consumer();
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BODY_FETCH_BYTES);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> consumer() {
        Map<String, Object> properties = ClientProperties.reader(common);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }
}
