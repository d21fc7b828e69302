package com.agentbot.webhooks.schemas.delivery;

import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.event.ProducerId;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A valid event and where it was first written, wherever it is handled now.
 *
 * @param place the producer's record on {@code agentbot.events}, or ours on {@code agentbot.operations}
 * @param timestampMillis that record's timestamp, 0 or more
 * @param aboutWebhookId the webhook that it tells of, which does not get it; null for what product services tell
 */
public record ArrivedEvent(
        Event event,
        EventRef place,
        long timestampMillis,
        @Nullable String aboutWebhookId) {

    /**
     * Reads a producer's record, or one of ours that tells of a webhook.
     *
     * @param aboutWebhookId null for what product services tell
     * @throws InvalidEvent when it holds no valid event
     * @throws ProducerId.Malformed when the producer's own id cannot be used
     */
    public static ArrivedEvent read(
            EventReader reader,
            Headers headers,
            byte @Nullable [] value,
            EventRef place,
            long timestampMillis,
            @Nullable String aboutWebhookId)
            throws InvalidEvent, ProducerId.Malformed {
        Event read = reader.read(value);
        @Nullable String id = ProducerId.of(headers, read.id());
        return new ArrivedEvent(
                new Event(id, read.type(), read.siteId(), read.body()), place, timestampMillis, aboutWebhookId);
    }

    /** The same for the same event and webhook, also when the producer wrote the event twice under one id. */
    public UUID deliveryIdFor(String webhookId) {
        String id = event.id();
        return id == null
                ? DeliveryId.ofPlace(place, timestampMillis, webhookId)
                : DeliveryId.ofProducerId(event.siteId(), id, webhookId);
    }
}
