package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.delivery.DeliveryId;
import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A valid event and where it was first written, wherever it is handled now.
 *
 * @param place the producer's record on {@code agentbot.events}, or ours on {@code agentbot.operations}
 * @param timestampMillis that record's timestamp, 0 or more
 * @param aboutWebhookId the webhook that it tells of, which does not get it; null for what product services tell
 */
record ArrivedEvent(
        Event event,
        EventRef place,
        long timestampMillis,
        @Nullable String aboutWebhookId) {

    /** The same for the same event and webhook, also when the producer wrote the event twice under one id. */
    UUID deliveryIdFor(String webhookId) {
        String id = event.id();
        return id == null
                ? DeliveryId.ofPlace(place, timestampMillis, webhookId)
                : DeliveryId.ofProducerId(event.siteId(), id, webhookId);
    }
}
