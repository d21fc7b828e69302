package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A broker, and what lies on the events topic. */
final class Cluster implements AutoCloseable {
    private final Path directory;
    private final int port;
    private EmbeddedKafka kafka;

    /** Without any topic yet. */
    Cluster(Path directory) throws Exception {
        this.directory = directory;
        this.kafka = EmbeddedKafka.start(directory, 0);
        String address = kafka.bootstrapServers();
        this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    static Cluster withTopics(Path directory) throws Exception {
        Cluster cluster = new Cluster(directory);
        cluster.makeTopics();
        return cluster;
    }

    void makeTopics() throws Exception {
        RetryTiers tiers = RetryTiers.parse(RetryTiers.DEFAULT);
        ClusterSetup.apply(
                Map.of("bootstrap.servers", address()),
                TopicCatalogue.of(tiers, TopicCatalogue.Sizing.DEFAULT),
                tiers,
                (short) 1);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void down() {
        kafka.close();
    }

    void up() throws Exception {
        kafka = EmbeddedKafka.start(directory, port);
    }

    /** One record of the events topic. */
    record Written(String key, int partition, String id, String value) {
        static Written of(ConsumerRecord<String, byte[]> record) {
            String id = new String(record.headers().lastHeader("id").value(), UTF_8);
            return new Written(record.key(), record.partition(), id, new String(record.value(), UTF_8));
        }
    }

    /** All events of a site, in the order of their partition. */
    List<Written> eventsOf(String site) {
        return events().stream().filter(event -> event.key().equals(site)).toList();
    }

    List<Written> events() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address()), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            List<Written> events = new ArrayList<>();
            while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> events.add(Written.of(record)));
            }
            return events;
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
