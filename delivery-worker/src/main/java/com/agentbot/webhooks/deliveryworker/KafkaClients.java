package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.TopicCheck;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The worker's Kafka clients. What an operator sets goes before our defaults, but not before what correctness needs. */
final class KafkaClients {
    private final WorkerSettings settings;

    KafkaClients(WorkerSettings settings) {
        this.settings = settings;
    }

    /** For one lane, as a member of the workers' group. */
    Consumer<byte[], byte[]> groupConsumer() {
        Map<String, Object> properties = consumerProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, ConsumerGroups.DELIVERY_WORKER);
        // One round takes in what has arrived during the last; the windows bound it.
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(properties);
    }

    /** For the webhooks' settings, outside any group. */
    Consumer<byte[], byte[]> tableConsumer() {
        return new KafkaConsumer<>(consumerProperties());
    }

    /** Of the topics that a worker reads. */
    TopicCheck topicCheck() {
        List<TopicNeed> needs = List.of(
                TopicNeed.webhooks(),
                TopicNeed.soonRead(Topics.DELIVERIES, "deliveries", settings.outage()),
                TopicNeed.soonRead(Topics.DELIVERIES_SLOW, "deliveries", settings.outage()));
        return new TopicCheck(ClientProperties.admin(settings.kafka()), present -> needs);
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = ClientProperties.reader(settings.kafka());
        // An answer is one array. From half a region on (512 KiB in a heap of 512 MiB) G1 puts it into the old
        // generation
        // and begins to collect that, which was a sixth of what a worker with a backlog took.
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(384 << 10));
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }

    /**
     * For one lane's outcomes.
     *
     * @param lane makes the transactional id the lane's own
     */
    Producer<byte[], byte[]> producer(String lane) {
        Map<String, Object> properties = ClientProperties.writer(settings.kafka());
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId() + "-" + lane);
        properties.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(settings.transactionTimeout().toMillis()));
        return new KafkaProducer<>(properties);
    }
}
