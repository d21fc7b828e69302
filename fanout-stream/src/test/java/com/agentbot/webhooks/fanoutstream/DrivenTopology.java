package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The topology without a broker, and what tests feed it and find in it. */
abstract class DrivenTopology {
    static final Instant NOW = Instant.parse("2026-05-17T12:00:00Z");
    static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final EventReader EVENTS = new EventReader(EventTypes.load(), 102_400);
    private static final EventReader OPERATIONS = new EventReader(EventTypes.load(EventType.Kind.OPERATIONAL), 102_400);
    static final int LARGEST_RECORD = 300_000;

    @TempDir
    Path directory;

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TopologyTestDriver driver;
    TestInputTopic<byte[], byte[]> events;
    TestInputTopic<byte[], byte[]> operations;
    TestInputTopic<byte[], byte[]> webhooks;
    TestOutputTopic<byte[], byte[]> deliveries;
    TestOutputTopic<byte[], byte[]> invalid;

    @BeforeEach
    void start() {
        start(1);
    }

    final void start(int partitions) {
        registry = new SimpleMeterRegistry();
        FanoutSettings settings = FanoutSettings.from(new Environment(Map.of(
                "FANOUT_STATE_DIR", directory.toString(),
                "FANOUT_DEDUPLICATION_WINDOW", "1h",
                "FANOUT_PORTION_DELIVERIES", "10")));
        WebhookIndex index = new WebhookIndex();
        FanoutTopology topology =
                new FanoutTopology(settings, EVENTS, OPERATIONS, index, new FanoutMetrics(registry, index));
        ClusterFacts cluster = new ClusterFacts(partitions, LARGEST_RECORD, LARGEST_RECORD);
        driver = new TopologyTestDriver(
                topology.of(cluster), StreamsProperties.of(settings, "test", LARGEST_RECORD), NOW);
        ByteArraySerializer in = new ByteArraySerializer();
        ByteArrayDeserializer out = new ByteArrayDeserializer();
        events = driver.createInputTopic(Topics.EVENTS, in, in);
        operations = driver.createInputTopic(Topics.OPERATIONS, in, in);
        webhooks = driver.createInputTopic(Topics.WEBHOOKS, in, in);
        deliveries = driver.createOutputTopic(Topics.DELIVERIES, out, out);
        invalid = driver.createOutputTopic(Topics.EVENTS_INVALID, out, out);
    }

    @AfterEach
    void stop() {
        driver.close();
        registry.close();
    }

    static String siteOf(int partition) {
        HomePartition home = new HomePartition(2);
        for (int i = 0; ; i++) {
            if (home.of("site_" + i) == partition) {
                return "site_" + i;
            }
        }
    }

    void event(String json) {
        event(json, new RecordHeaders(), NOW);
    }

    void event(String json, Headers headers, Instant at) {
        events.pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers, at));
    }

    void operation(String site, String aboutWebhook, String id) {
        Headers headers = Given.id(id).add(DeliveryHeaders.WEBHOOK_ID, aboutWebhook.getBytes(UTF_8));
        operations.pipeInput(new TestRecord<>(
                site.getBytes(UTF_8), Given.failing(site, aboutWebhook).getBytes(UTF_8), headers, NOW));
    }

    void webhook(String site, String id, long version, String... types) {
        webhookRecord(site + "/" + id, Given.webhook(site, id, types), Given.version(version));
    }

    void webhookRecord(String key, byte @Nullable [] value, Headers headers) {
        webhooks.pipeInput(new TestRecord<>(key.getBytes(UTF_8), value, headers, NOW));
    }

    List<String> receivers() {
        return deliveries.readRecordsToList().stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    static String text(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
