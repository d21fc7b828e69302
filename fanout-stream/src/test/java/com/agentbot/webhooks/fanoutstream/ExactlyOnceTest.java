package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.schemas.topic.RecordSizes;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: each event comes out once, whatever happens to the stream or the broker. */
class ExactlyOnceTest {
    private static final RetryTiers TIERS = RetryTiers.parse(RetryTiers.DEFAULT);
    private static final TopicCatalogue CATALOGUE =
            TopicCatalogue.of(TIERS, new Sizing(3, Duration.ofDays(7), Duration.ofDays(30)));
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EmbeddedKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private final Set<String> expected = new TreeSet<>();
    private int expectedInvalid;

    @BeforeEach
    void startKafka() throws Exception {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        ClusterSetup.apply(Map.of("bootstrap.servers", kafka.bootstrapServers()), CATALOGUE, TIERS, (short) 1);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stopKafka() {
        producer.close(Duration.ZERO);
        kafka.close();
    }

    @Test
    void eachEventComesOutOnceThroughTwoKills() throws Exception {
        // Written before the webhook is.
        events(0, 200);
        webhook();
        Process first = startProcess();
        try {
            events(200, 600);
            awaitDeliveries(300);
        } finally {
            first.destroyForcibly().waitFor();
        }
        events(600, 800);
        Process second = startProcess();
        try {
            awaitDeliveries(expected.size() - 150);
            events(800, 1_200);
        } finally {
            second.destroyForcibly().waitFor();
        }
        try (Service third = startHere("process")) {
            assertThat(third.alive()).isTrue();
            awaitDeliveries(expected.size());
            assertEachCameOutOnce();
        }
    }

    @Test
    void eachEventComesOutOnceThroughABounceOfTheBroker() throws Exception {
        webhook();
        try (Service service = startHere("here")) {
            events(0, 300);
            awaitDeliveries(100);
            int port = Integer.parseInt(kafka.bootstrapServers().split(":", -1)[1]);
            kafka.close();
            kafka = EmbeddedKafka.start(directory.resolve("kafka"), port);
            events(300, 600);
            awaitDeliveries(expected.size());
            assertEachCameOutOnce();
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void aSecondProcessTakesOverFromOneThatIsKilled() throws Exception {
        webhook();
        events(0, 300);
        Process one = startProcess();
        try {
            awaitDeliveries(expected.size());
            try (Service other = startHere("here")) {
                events(300, 600);
                one.destroyForcibly().waitFor();
                events(600, 900);
                awaitDeliveries(expected.size());
                assertEachCameOutOnce();
                assertThat(other.alive()).isTrue();
            }
        } finally {
            one.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatThePipelineTellsComesOutOnceThroughAKillThoughItsTopicWasNeverReadBefore() throws Exception {
        byte[] told = Given.webhook("site_0", "wh_told", "webhook.failing");
        producer.send(new ProducerRecord<>(
                        Topics.WEBHOOKS, 0, "site_0/wh_told".getBytes(UTF_8), told, Given.version(1)))
                .get();
        operations(0, 100);
        Process first = startProcess();
        try {
            operations(100, 300);
            awaitDeliveries(150);
        } finally {
            first.destroyForcibly().waitFor();
        }
        operations(300, 400);
        try (Service second = startHere("process")) {
            awaitDeliveries(400);
            operations(0, 1);
            operations(400, 401);
            awaitDeliveries(401);
            assertThat(records(Topics.DELIVERIES).stream().map(record -> new String(record.value(), UTF_8)))
                    .hasSize(401)
                    .doesNotHaveDuplicates();
            assertThat(second.alive()).isTrue();
        }
    }

    private void operations(int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] value = Given.failing("site_0", "wh_" + i).getBytes(UTF_8);
            byte[] key = "site_0".getBytes(UTF_8);
            Headers headers = Given.id("o" + i).add("webhook_id", ("wh_" + i).getBytes(UTF_8));
            var unused = producer.send(new ProducerRecord<>(Topics.OPERATIONS, 0, key, value, headers));
        }
        producer.flush();
    }

    @Test
    void aGroupWithoutAPlaceRefusesToGuess() throws Exception {
        events(0, 10);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteConsumerGroups(List.of("fanout-stream")).all().get();
        }
        Service.Failures failures = new Service.Failures();
        PrometheusMeterRegistry registry = Metrics.forProcess();
        try (Service service = FanoutStream.assemble(new Environment(environment("here")), registry, failures)) {
            service.start();
            await().atMost(PATIENCE).until(() -> failures.first() != null);
            assertThat(String.valueOf(failures.first())).contains("No valid committed offset", Topics.EVENTS);
        }
        assertThat(records(Topics.DELIVERIES)).isEmpty();
    }

    /** What is admitted at the front can be carried to the end, with all that is said of it. */
    @Test
    void theLargestEventThatIsTakenInReachesTheInvalidOnesWhole() throws Exception {
        // The batch around it takes 61 bytes, the record 11.
        byte[] largest = "x".repeat(RecordSizes.FRONT_BYTES - 72).getBytes(UTF_8);
        byte[] zeros = new byte[RecordSizes.END_BYTES + 1];
        try (KafkaProducer<byte[], byte[]> large = unboundedProducer("none");
                KafkaProducer<byte[], byte[]> compressed = unboundedProducer("gzip");
                Service service = startHere("here")) {
            large.send(new ProducerRecord<>(Topics.EVENTS, largest)).get();
            byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);
            assertThatThrownBy(() -> large.send(new ProducerRecord<>(Topics.EVENTS, tooLarge))
                            .get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            await().atMost(PATIENCE).until(() -> records(Topics.EVENTS_INVALID).size() == 1);
            ConsumerRecord<byte[], byte[]> invalid =
                    records(Topics.EVENTS_INVALID).getFirst();
            assertThat(invalid.value()).isEqualTo(largest);
            assertThat(header(invalid, "reason")).isEqualTo("not_json");
            assertThat(header(invalid, "origin"))
                    .startsWith(Topics.EVENTS + "-")
                    .endsWith("-0");

            // It comes in small and unpacks to more than can be written again.
            compressed.send(new ProducerRecord<>(Topics.EVENTS, zeros)).get();
            await().atMost(PATIENCE).until(() -> records(Topics.EVENTS_INVALID).size() == 2);
            assertThat(records(Topics.EVENTS_INVALID))
                    .extracting(record -> header(record, "reason"))
                    .containsExactlyInAnyOrder("not_json", "record_too_large");
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void bodiesThatTheDeliveriesDoNotTakeAreRefusedAtTheStart() throws Exception {
        Map<String, String> environment = new HashMap<>(environment("here"));
        environment.put("MAX_BODY_BYTES", "2MiB");
        try (Service service =
                FanoutStream.assemble(new Environment(environment), Metrics.forProcess(), new Service.Failures())) {
            assertThatThrownBy(service::start)
                    .hasMessage("MAX_BODY_BYTES=2097152 is wrong: with its max.message.bytes, agentbot.deliveries takes"
                            + " bodies of at most " + RecordSizes.LARGEST_BODY_BYTES + " bytes.");
        }
    }

    @Test
    void eventsThatAreForgottenWithinAnOutageAreRefusedAtTheStart() throws Exception {
        Map<String, String> environment = new HashMap<>(environment("here"));
        environment.put("TOPIC_OUTAGE", "31d");
        try (Service service =
                FanoutStream.assemble(new Environment(environment), Metrics.forProcess(), new Service.Failures())) {
            assertThatThrownBy(service::start)
                    .hasMessage(
                            "agentbot.events keeps records for 30 d (retention.ms=2592000000); events must survive an"
                                    + " outage of 31 d: set retention.ms to at least 2678400000");
        }
    }

    private KafkaProducer<byte[], byte[]> unboundedProducer(String compression) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "max.request.size",
                        1 << 24,
                        "compression.type",
                        compression),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** A tenth each: invalid, with an id under which the event is written twice to different partitions, no key. */
    private void events(int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] value = Given.message("site_" + i % 7, "n" + i).getBytes(UTF_8);
            byte @Nullable [] key = i % 10 == 0 ? null : ("site_" + i % 7).getBytes(UTF_8);
            int partition = i % PARTITIONS;
            if (i % 10 == 1) {
                expectedInvalid++;
                write(partition, key, i % 20 == 1 ? null : "{}".getBytes(UTF_8), new RecordHeaders());
            } else if (i % 10 == 2) {
                write(partition, key, value, Given.id("e" + i));
                write((partition + 1) % PARTITIONS, key, value, Given.id("e" + i));
                expected.add("n" + i);
            } else {
                write(partition, key, value, new RecordHeaders());
                expected.add("n" + i);
            }
        }
        producer.flush();
    }

    private void write(int partition, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        var unused = producer.send(new ProducerRecord<>(Topics.EVENTS, partition, key, value, headers));
    }

    private void webhook() throws Exception {
        for (int site = 0; site < 7; site++) {
            byte[] key = ("site_" + site + "/wh_" + site).getBytes(UTF_8);
            byte[] value = Given.webhook("site_" + site, "wh_" + site, "message.created");
            producer.send(new ProducerRecord<>(Topics.WEBHOOKS, 0, key, value, Given.version(site + 1)))
                    .get();
        }
    }

    private void assertEachCameOutOnce() {
        // What is written after all else is read after all that would be too many.
        events(1_000_000, 1_000_010);
        awaitDeliveries(expected.size());
        await().atMost(PATIENCE).until(() -> records(Topics.EVENTS_INVALID).size() >= expectedInvalid);
        assertThat(texts()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(records(Topics.EVENTS_INVALID)).hasSize(expectedInvalid);
    }

    private void awaitDeliveries(int count) {
        await().atMost(PATIENCE).until(() -> records(Topics.DELIVERIES).size() >= count);
    }

    private List<String> texts() {
        return records(Topics.DELIVERIES).stream()
                .map(record -> new String(record.value(), UTF_8))
                .map(body -> body.substring(body.indexOf("\"body\":\"") + 8, body.indexOf("\",\"visitor_email\"")))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private Map<String, String> environment(String name) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "FANOUT_STATE_DIR", directory.resolve(name).toString(),
                "FANOUT_SESSION_TIMEOUT", "6s",
                "HOST", "127.0.0.1",
                "ADMIN_PORT", "0");
    }

    private Service startHere(String name) throws Exception {
        Service service =
                FanoutStream.assemble(new Environment(environment(name)), Metrics.forProcess(), new Service.Failures());
        service.start();
        return service;
    }

    private Process startProcess() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FanoutStream.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment("process"));
        File log = directory.resolve("process.log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }
}
