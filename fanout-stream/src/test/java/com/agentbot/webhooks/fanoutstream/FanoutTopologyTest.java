package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.DeliveryId;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.ProducerId;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FanoutTopologyTest extends DrivenTopology {
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
}
