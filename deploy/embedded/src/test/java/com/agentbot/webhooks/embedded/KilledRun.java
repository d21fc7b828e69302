package com.agentbot.webhooks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A process that starts both, has something acknowledged by each, and falls dead without closing anything. */
final class KilledRun {
    private KilledRun() {}

    static void on(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isEqualTo(9);
    }

    /** Partitions of the topic that is written to in transactions, by as many writers. */
    static final int LEDGERS = 16;

    // Nothing is closed: that is what it is for.
    @SuppressWarnings("resource")
    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        EmbeddedPostgresTest.execute(postgres, "create table things as select 'one' as name");
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(
                            List.of(new NewTopic("things", 1, (short) 1), new NewTopic("ledgers", LEDGERS, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("things", "one")).get();
            CountDownLatch transactions = new CountDownLatch(20 * LEDGERS);
            for (int i = 0; i < LEDGERS; i++) {
                int ledger = i;
                Thread.ofPlatform().start(() -> keepLedger(properties, ledger, transactions));
            }
            transactions.await();
            Runtime.getRuntime().halt(9);
        }
    }

    /** One transaction after the other, as the pipeline's services make them. */
    @SuppressWarnings("resource")
    private static void keepLedger(Map<String, Object> client, int ledger, CountDownLatch done) {
        Map<String, Object> keeper = new HashMap<>(client);
        keeper.put("transactional.id", "keeper-" + ledger);
        keeper.put("transaction.timeout.ms", 2_000);
        keeper.put("group.id", "keepers-" + ledger);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(keeper, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        TopicPartition partition = new TopicPartition("ledgers", ledger);
        ConsumerGroupMetadata group =
                new KafkaConsumer<>(keeper, new StringDeserializer(), new StringDeserializer()).groupMetadata();
        for (long entry = 1; ; entry++) {
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>("ledgers", ledger, null, "entry"));
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(entry)), group);
            producer.commitTransaction();
            done.countDown();
        }
    }
}
