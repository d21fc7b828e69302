package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.DeliveryId;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What the pipeline tells of webhooks goes the way of every event, and stays apart from what producers say. */
class OperationsFanoutTest extends DrivenTopology {
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
}
