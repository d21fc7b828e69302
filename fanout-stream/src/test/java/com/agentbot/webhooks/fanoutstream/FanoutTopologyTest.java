package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.DeliveryId;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanoutTopologyTest {
    private static final Instant NOW = Instant.parse("2026-05-17T12:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final EventReader EVENTS = new EventReader(EventTypes.load(), 102_400);
    private static final EventReader OPERATIONS = new EventReader(EventTypes.load(EventType.Kind.OPERATIONAL), 102_400);
    private static final int LARGEST_RECORD = 300_000;

    @TempDir
    Path directory;

    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestInputTopic<byte[], byte[]> operations;
    private TestInputTopic<byte[], byte[]> webhooks;
    private TestOutputTopic<byte[], byte[]> deliveries;
    private TestOutputTopic<byte[], byte[]> invalid;

    @BeforeEach
    void start() {
        start(1);
    }

    private void start(int partitions) {
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

    @Test
    void anEventGoesToEachWebhookOfItsSiteAndTypeAndToNoOther() {
        webhook("site_a", "wh_1", 7, "message.created");
        webhook("site_a", "wh_2", 8, "message.created", "ticket.created");
        webhook("site_a", "wh_3", 9, "ticket.created");
        webhook("site_b", "wh_4", 10, "message.created");
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1", "wh_2");
    }

    @Test
    void aDeliveryCarriesTheBodyAndAllThatIsKnownOfIt() throws Exception {
        webhook("site_a", "wh_1", 7, "message.created");
        event(Given.message("site_a"), new RecordHeaders(), LONG_AGO);
        TestRecord<byte[], byte[]> record = deliveries.readRecord();
        EventRef place = new EventRef(Topics.EVENTS, 0, 0);
        assertThat(record.key()).asString(UTF_8).isEqualTo("wh_1");
        assertThat(record.value()).asString(UTF_8).isEqualTo(Given.message("site_a"));
        assertThat(record.getRecordTime()).isEqualTo(NOW);
        assertThat(DeliveryHeaders.read(record.headers()))
                .isEqualTo(new Delivery(
                        DeliveryId.ofPlace(place, LONG_AGO.toEpochMilli(), "wh_1"),
                        "wh_1",
                        "site_a",
                        "message.created",
                        1,
                        NOW.toEpochMilli(),
                        place,
                        LONG_AGO.toEpochMilli(),
                        7,
                        Trigger.SCHEDULE));
    }

    @Test
    void anEventOlderThanTheWebhooksRecordIsMatched() {
        webhooks.pipeInput(new TestRecord<>(
                "site_a/wh_1".getBytes(UTF_8),
                Given.webhook("site_a", "wh_1", "message.created"),
                Given.version(1),
                NOW));
        event(Given.message("site_a"), new RecordHeaders(), LONG_AGO);
        assertThat(receivers()).containsExactly("wh_1");
    }

    @Test
    void aWebhookThatIsOffIsMatchedToo() {
        webhooks.pipeInput(new TestRecord<>(
                "site_a/wh_1".getBytes(UTF_8),
                Given.webhook("site_a", "wh_1", false, "message.created"),
                Given.version(1),
                NOW));
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1");
    }

    @Test
    void aDeletedWebhookGetsNothingAndAnOlderRecordDoesNotBringItBack() {
        webhook("site_a", "wh_1", 5, "message.created");
        webhookRecord("site_a/wh_1", null, Given.version(6));
        webhook("site_a", "wh_1", 5, "message.created");
        event(Given.message("site_a"));
        assertThat(receivers()).isEmpty();
        assertThat(registry.get("fanout.webhooks").gauge().value()).isZero();
    }

    @Test
    void anOlderVersionDoesNotReplaceALaterOne() {
        webhook("site_a", "wh_1", 6, "message.created");
        webhook("site_a", "wh_1", 5, "ticket.created");
        webhookRecord("site_a/wh_1", null, Given.version(4));
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1");
    }

    @Test
    void anUnreadableWebhookRecordCostsThatWebhookItsChangeAndNobodyElseAnything() {
        webhook("site_a", "wh_1", 1, "message.created");
        webhookRecord("site_a/wh_1", "{".getBytes(UTF_8), Given.version(2));
        webhookRecord("no key of ours", "{}".getBytes(UTF_8), Given.version(3));
        webhookRecord("site_a/wh_9", Given.webhook("site_b", "wh_9", "message.created"), Given.version(4));
        webhook("site_a", "wh_2", 5, "message.created");
        webhookRecord("site_a/wh_3", Given.webhook("site_a", "wh_3", "message.created"), new RecordHeaders());
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1", "wh_2");
        assertThat(registry.get("fanout.webhooks.unreadable").counter().count()).isEqualTo(4);
    }

    @Test
    void whatIsNoEventIsKeptAsItCameWithTheReasonBesideIt() {
        webhook("site_a", "wh_1", 1, "message.created");
        Headers headers = new RecordHeaders()
                .add("trace", "t1".getBytes(UTF_8))
                .add(FailureHeaders.REASON, "the producer's".getBytes(UTF_8));
        byte[] value = "{\"event\":\"message.created\",\"site_id\":7}".getBytes(UTF_8);
        events.pipeInput(new TestRecord<>("key".getBytes(UTF_8), value, headers, LONG_AGO));
        event(Given.message("site_a"));
        TestRecord<byte[], byte[]> record = invalid.readRecord();
        assertThat(record.key()).asString(UTF_8).isEqualTo("key");
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.getRecordTime()).isEqualTo(NOW);
        assertThat(text(record, "trace")).isEqualTo("t1");
        assertThat(record.headers().headers(FailureHeaders.REASON)).hasSize(2);
        assertThat(text(record, FailureHeaders.REASON)).isNotEqualTo("the producer's");
        assertThat(text(record, FailureHeaders.ERROR)).isNotEmpty();
        assertThat(text(record, FailureHeaders.ORIGIN)).isEqualTo("agentbot.events-0-0");
        assertThat(text(record, FailureHeaders.FAILED_AT)).isEqualTo(Long.toString(NOW.toEpochMilli()));
        assertThat(receivers()).containsExactly("wh_1");
    }

    @Test
    void noRecordStopsTheStream() {
        webhook("site_a", "wh_1", 1, "message.created");
        List<byte @Nullable []> values = new ArrayList<>();
        values.add(null);
        values.add(new byte[0]);
        values.add(new byte[] {(byte) 0xff, 0});
        values.add("[".repeat(100_000).getBytes(UTF_8));
        values.add(Given.message("site_a", "x".repeat(102_400)).getBytes(UTF_8));
        values.forEach(value -> events.pipeInput(null, value, LONG_AGO));
        event(Given.message("site_a"), new RecordHeaders().add(ProducerId.HEADER, null), NOW);
        event(Given.message("site_a"), Given.id(""), NOW);
        event(Given.message("site_a"), Given.id("x".repeat(257)), NOW);
        event(Given.message("site_a"), new RecordHeaders().add(ProducerId.HEADER, new byte[] {(byte) 0xc0}), NOW);
        assertThat(invalid.getQueueSize()).isEqualTo(values.size() + 4L);
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1");
    }

    @Test
    void ofARecordTooLargeToBeWrittenAgainItsPlaceIsKept() {
        events.pipeInput("key".getBytes(UTF_8), new byte[LARGEST_RECORD], LONG_AGO);
        TestRecord<byte[], byte[]> record = invalid.readRecord();
        assertThat(record.value()).isNull();
        assertThat(text(record, FailureHeaders.REASON)).isEqualTo("record_too_large");
        assertThat(text(record, FailureHeaders.ORIGIN)).isEqualTo("agentbot.events-0-0");
    }

    @Test
    void anIdCountsOnceAWindowWhereverItStandsAndWhateverTheBodySays() {
        webhook("site_a", "wh_1", 1, "message.created");
        event(Given.message("site_a"), Given.id("e1"), NOW);
        event(Given.message("site_a"), Given.id("e1"), LONG_AGO);
        event(Given.message("site_a", "other"), Given.id("e1"), NOW);
        event(Given.message("site_a").replace("{\"event\"", "{\"id\":\"e1\",\"event\""));
        assertThat(deliveries.readRecordsToList()).hasSize(1);
        assertThat(registry.get("fanout.events.duplicate")
                        .tag("body", "same")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("fanout.events.duplicate")
                        .tag("body", "other")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theHeadersIdGoesBeforeTheFields() {
        webhook("site_a", "wh_1", 1, "message.created");
        String withField = Given.message("site_a").replace("{\"event\"", "{\"id\":\"field\",\"event\"");
        event(withField, Given.id("header"), NOW);
        event(Given.message("site_a"), Given.id("field"), NOW);
        assertThat(deliveries.readRecordsToList()).hasSize(2);
    }

    @Test
    void eachSiteHasIdsOfItsOwnAndEventsWithoutIdAreNeverDuplicates() {
        webhook("site_a", "wh_1", 1, "message.created");
        webhook("site_b", "wh_2", 2, "message.created");
        event(Given.message("site_a"), Given.id("e1"), NOW);
        event(Given.message("site_b"), Given.id("e1"), NOW);
        event(Given.message("site_a"));
        event(Given.message("site_a"));
        assertThat(receivers()).containsExactly("wh_1", "wh_2", "wh_1", "wh_1");
    }

    @Test
    void anIdIsFreeAgainAfterTheWindowAndNotBefore() {
        webhook("site_a", "wh_1", 1, "message.created");
        event(Given.message("site_a"), Given.id("e1"), NOW);
        driver.advanceWallClockTime(Duration.ofMinutes(59));
        event(Given.message("site_a"), Given.id("e1"), NOW);
        assertThat(deliveries.readRecordsToList()).hasSize(1);
        driver.advanceWallClockTime(Duration.ofMinutes(2));
        event(Given.message("site_a"), Given.id("e1"), NOW);
        assertThat(deliveries.readRecordsToList()).hasSize(1);
    }

    @Test
    void onlyAMisplacedEventWithAnIdTakesTheDetourAndKeepsItsPlaceAndTime() throws Exception {
        driver.close();
        start(2);
        String away = siteOf(1);
        webhook(away, "wh_1", 1, "message.created");
        event(Given.message(away));
        event(Given.message(siteOf(0)), Given.id("e0"), LONG_AGO);
        assertThat(driver.producedTopicNames()).noneMatch(topic -> topic.contains("homeward"));
        event(Given.message(away), Given.id("e1"), LONG_AGO);
        event(Given.message(away), Given.id("e1"), LONG_AGO);
        assertThat(driver.producedTopicNames()).anyMatch(topic -> topic.contains("homeward"));
        List<TestRecord<byte[], byte[]>> records = deliveries.readRecordsToList();
        assertThat(records).hasSize(2);
        Delivery detoured = DeliveryHeaders.read(records.get(1).headers());
        assertThat(detoured.id()).isEqualTo(DeliveryId.ofProducerId(away, "e1", "wh_1"));
        assertThat(detoured.event()).isEqualTo(new EventRef(Topics.EVENTS, 0, 2));
        assertThat(detoured.createdAtMillis()).isEqualTo(LONG_AGO.toEpochMilli());
        assertThat(registry.get("fanout.events.misplaced").counter().count()).isEqualTo(2);
    }

    @Test
    void whatThePipelineTellsOfAWebhookGoesToTheOthersThatAskForItAndNotToItself() throws Exception {
        webhook("site_a", "wh_1", 1, "message.created", "webhook.failing");
        webhook("site_a", "wh_2", 2, "webhook.failing");
        webhook("site_a", "wh_3", 3, "message.created");
        webhook("site_b", "wh_4", 4, "webhook.failing");
        operation("site_a", "wh_1", "o1");
        TestRecord<byte[], byte[]> record = deliveries.readRecord();
        assertThat(deliveries.isEmpty()).isTrue();
        Delivery delivery = DeliveryHeaders.read(record.headers());
        assertThat(delivery.webhookId()).isEqualTo("wh_2");
        assertThat(delivery.eventType()).isEqualTo("webhook.failing");
        assertThat(delivery.event()).isEqualTo(new EventRef(Topics.OPERATIONS, 0, 0));
        assertThat(delivery.id()).isEqualTo(DeliveryId.ofProducerId("site_a", "o1", "wh_2"));
        assertThat(record.value()).asString(UTF_8).isEqualTo(Given.failing("site_a", "wh_1"));
    }

    @Test
    void whatThePipelineTellsArrivesOnceWhicheverPartitionItsSiteBelongsTo() {
        driver.close();
        start(2);
        for (int partition : new int[] {0, 1}) {
            String site = siteOf(partition);
            webhook(site, "wh_about_" + partition, 1, "webhook.failing");
            webhook(site, "wh_told_" + partition, 2, "webhook.failing");
            operation(site, "wh_about_" + partition, "o1");
            operation(site, "wh_about_" + partition, "o1");
        }
        assertThat(receivers()).containsExactly("wh_told_0", "wh_told_1");
    }

    @Test
    void whatWasSentToTryAWebhookOutIsReadByNobodyElse() {
        webhook("site_a", "wh_1", 1, "message.created", "webhook.failing");
        Headers test = new RecordHeaders()
                .add(DeliveryHeaders.TRIGGER, "test".getBytes(UTF_8))
                .add(DeliveryHeaders.WEBHOOK_ID, "wh_2".getBytes(UTF_8));
        operations.pipeInput(new TestRecord<>(null, Given.message("site_a").getBytes(UTF_8), test, NOW));
        operations.pipeInput(
                new TestRecord<>(null, Given.failing("site_a", "wh_2").getBytes(UTF_8), test, NOW));
        assertThat(receivers()).isEmpty();
        assertThat(invalid.isEmpty()).isTrue();
    }

    @Test
    void noProducerSpeaksForThePipelineNorThePipelineForAProducer() {
        webhook("site_a", "wh_1", 1, "message.created", "webhook.failing");
        event(Given.failing("site_a", "wh_2"));
        operations.pipeInput(new TestRecord<>(null, Given.message("site_a").getBytes(UTF_8), new RecordHeaders(), NOW));
        assertThat(receivers()).isEmpty();
        assertThat(invalid.readRecordsToList())
                .hasSize(2)
                .allSatisfy(record ->
                        assertThat(text(record, FailureHeaders.REASON)).isEqualTo("unknown_event"));
        event(
                Given.message("site_a"),
                new RecordHeaders().add(DeliveryHeaders.WEBHOOK_ID, "wh_1".getBytes(UTF_8)),
                NOW);
        assertThat(receivers()).as("a producer's own header is nothing to us").containsExactly("wh_1");
    }

    @Test
    void aLargeFanOutOfWhatThePipelineTellsLeavesThatOfAnEventAtTheSameOffsetAlone() {
        List<String> all = new ArrayList<>();
        for (int i = 10; i < 25; i++) {
            all.add("wh_" + i);
            webhook("site_a", "wh_" + i, i, "message.created", "webhook.failing");
        }
        event(Given.message("site_a"));
        operation("site_a", "wh_12", "o1");
        List<String> received = new ArrayList<>(receivers());
        for (int tick = 0; tick < 3; tick++) {
            driver.advanceWallClockTime(Duration.ofMillis(20));
            received.addAll(receivers());
        }
        assertThat(received).hasSize(29);
        for (String webhook : all) {
            assertThat(received.stream().filter(webhook::equals)).hasSize(webhook.equals("wh_12") ? 1 : 2);
        }
    }

    @Test
    void aLargeFanOutGoesOutInPortionsAndMeetsEachWebhookOnce() {
        List<String> all = new ArrayList<>();
        for (int i = 10; i < 45; i++) {
            all.add("wh_" + i);
            webhook("site_a", "wh_" + i, i, "message.created");
        }
        webhook("site_b", "wh_b", 99, "message.created");
        event(Given.message("site_a"));
        List<String> received = new ArrayList<>(receivers());
        assertThat(received).hasSize(10);
        event(Given.message("site_b"));
        assertThat(receivers()).as("others do not wait").containsExactly("wh_b");
        webhook("site_a", "wh_00", 100, "message.created");
        webhookRecord("site_a/wh_44", null, Given.version(101));
        for (int tick = 0; tick < 3; tick++) {
            driver.advanceWallClockTime(Duration.ofMillis(20));
            received.addAll(receivers());
        }
        assertThat(received).containsExactlyElementsOf(all.subList(0, 34));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(receivers()).isEmpty();
        assertThat(registry.get("fanout.events.unfinished").gauge().value()).isZero();
    }

    private static String siteOf(int partition) {
        HomePartition home = new HomePartition(2);
        for (int i = 0; ; i++) {
            if (home.of("site_" + i) == partition) {
                return "site_" + i;
            }
        }
    }

    private void event(String json) {
        event(json, new RecordHeaders(), NOW);
    }

    private void event(String json, Headers headers, Instant at) {
        events.pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers, at));
    }

    private void operation(String site, String aboutWebhook, String id) {
        Headers headers = Given.id(id).add(DeliveryHeaders.WEBHOOK_ID, aboutWebhook.getBytes(UTF_8));
        operations.pipeInput(new TestRecord<>(
                site.getBytes(UTF_8), Given.failing(site, aboutWebhook).getBytes(UTF_8), headers, NOW));
    }

    private void webhook(String site, String id, long version, String... types) {
        webhookRecord(site + "/" + id, Given.webhook(site, id, types), Given.version(version));
    }

    private void webhookRecord(String key, byte @Nullable [] value, Headers headers) {
        webhooks.pipeInput(new TestRecord<>(key.getBytes(UTF_8), value, headers, NOW));
    }

    private List<String> receivers() {
        return deliveries.readRecordsToList().stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    private static String text(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
