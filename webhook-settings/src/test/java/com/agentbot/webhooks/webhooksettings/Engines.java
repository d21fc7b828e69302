package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.embedded.EmbeddedPostgres;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A database server and a broker, started once for all test classes. Both can be taken away and brought back. */
final class Engines {
    private static @Nullable Engines shared;

    private final Path directory;
    private final int kafkaPort;
    private final int postgresPort;
    private final AtomicInteger databases = new AtomicInteger();
    private final KafkaProducer<String, byte[]> producer;
    private EmbeddedKafka kafka;
    private EmbeddedPostgres postgres;

    static synchronized Engines shared() throws Exception {
        Engines engines = shared;
        if (engines == null) {
            engines = new Engines();
            shared = engines;
            Runtime.getRuntime().addShutdownHook(new Thread(engines::end));
        }
        return engines;
    }

    private Engines() throws Exception {
        directory = Files.createTempDirectory("webhook-settings");
        kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        kafkaPort = port(kafka.bootstrapServers());
        postgresPort = port(postgres.jdbcUrl().replaceFirst("/[^/]*$", ""));
        RetryTiers tiers = RetryTiers.parse("1s,2s,3s,4s");
        ClusterSetup.apply(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                TopicCatalogue.of(tiers, TopicCatalogue.Sizing.DEFAULT),
                tiers,
                (short) 1);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private void end() {
        try {
            producer.close(Duration.ZERO);
            postgres.close();
            kafka.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void stopKafka() {
        kafka.close();
    }

    void startKafka() throws Exception {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"), kafkaPort);
    }

    void stopPostgres() throws IOException {
        postgres.close();
    }

    void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), postgresPort);
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** An empty database of its own. */
    Base newDatabase() throws SQLException {
        String name = "settings_" + databases.incrementAndGet();
        try (Connection connection = connect(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new Base(postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + name));
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }

    /** One database, as its owner sees it. */
    final class Base {
        final String url;

        private Base(String url) {
            this.url = url;
        }

        String user() {
            return postgres.user();
        }

        Connection connection() throws SQLException {
            return connect(url);
        }

        void execute(String sql) throws SQLException {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        /** The first column of each row, as text. */
        List<String> texts(String sql) throws SQLException {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement()) {
                ResultSet rows = statement.executeQuery(sql);
                List<String> texts = new ArrayList<>();
                while (rows.next()) {
                    texts.add(String.valueOf(rows.getString(1)));
                }
                return texts;
            }
        }

        String text(String sql) throws SQLException {
            return texts(sql).getFirst();
        }
    }

    RecordMetadata write(String topic, String key, String value) throws InterruptedException, ExecutionException {
        return producer.send(new ProducerRecord<>(topic, key, value.getBytes(UTF_8)))
                .get();
    }

    /** Everything that is committed to the topic by now, partition by partition. */
    List<ConsumerRecord<String, byte[]>> read(String topic) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("isolation.level", "read_committed");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
