package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends example events to one webhook. The event itself is written to {@code agentbot.operations}, so that the log can
 * read its body from Kafka like any other's. A header tells it from what else lies there: the fan-out passes it over, and
 * no other webhook gets it. Safe for use by many threads.
 */
final class TestEvents {
    private final KafkaDeliveries deliveries;
    private final EventTypes types;
    private final EventReader reader;
    private final Quota quota;

    TestEvents(KafkaDeliveries deliveries, EventTypes types, EventReader reader, Settings.Rules rules, Clock clock) {
        this.deliveries = deliveries;
        this.types = types;
        this.reader = reader;
        this.quota = new Quota(rules.testsPerMinute(), "Too many test events; wait a minute.", clock);
    }

    /**
     * Sends the example of a known type.
     *
     * @return the id of the delivery
     */
    UUID send(StoredWebhook webhook, String type) throws InterruptedException {
        quota.take(webhook.siteId());
        Event event = example(webhook.siteId(), type);
        Headers origin = new RecordHeaders()
                .add(DeliveryHeaders.TRIGGER, Trigger.TEST.toString().getBytes(UTF_8))
                .add(DeliveryHeaders.WEBHOOK_ID, webhook.id().getBytes(UTF_8));
        RecordMetadata place =
                deliveries.write(new ProducerRecord<>(Topics.OPERATIONS, null, webhook.siteId(), event.body(), origin));
        UUID id = UUID.randomUUID();
        Delivery delivery = new Delivery(
                id,
                webhook.id(),
                webhook.siteId(),
                type,
                1,
                place.timestamp(),
                new EventRef(place.topic(), place.partition(), place.offset()),
                place.timestamp(),
                webhook.version(),
                Trigger.TEST);
        var unused = deliveries.write(new ProducerRecord<>(
                Topics.DELIVERIES, null, webhook.id(), event.body(), DeliveryHeaders.write(delivery)));
        return id;
    }

    private Event example(String site, String type) {
        ObjectNode example = types.find(type)
                .orElseThrow(() -> new IllegalArgumentException(type))
                .example()
                .deepCopy();
        try {
            return reader.read(example.put("site_id", site).toString().getBytes(UTF_8));
        } catch (InvalidEvent e) {
            throw new IllegalStateException("each example is a valid event", e);
        }
    }
}
