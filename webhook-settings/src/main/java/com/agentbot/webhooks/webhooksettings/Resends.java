package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Problem;
import java.time.Clock;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends one delivery once more because somebody asks for it: one attempt, at once, beside whatever the schedule plans. Safe
 * for use by many threads.
 */
final class Resends {
    private final KafkaDeliveries deliveries;
    private final EventBodies bodies;
    private final PostgresWebhooks webhooks;
    private final Quota quota;
    private final Clock clock;

    Resends(
            KafkaDeliveries deliveries,
            EventBodies bodies,
            PostgresWebhooks webhooks,
            Settings.Rules rules,
            Clock clock) {
        this.deliveries = deliveries;
        this.bodies = bodies;
        this.webhooks = webhooks;
        this.quota =
                new Quota(rules.resendsPerMinute(), "Too many deliveries sent again by hand; wait a minute.", clock);
        this.clock = clock;
    }

    /** Returns once the attempt is on its way; a {@link Problem} where there can be none. */
    void send(String site, LoggedDelivery delivery) throws InterruptedException {
        StoredWebhook webhook = webhook(site, delivery.webhookId());
        quota.take(site);
        byte[] body = body(delivery);
        long now = clock.millis();
        Delivery again = new Delivery(
                delivery.id(),
                webhook.id(),
                site,
                delivery.event(),
                delivery.lastNumber() + 1,
                now,
                EventRef.parse(delivery.eventRef()),
                delivery.createdAt().toEpochMilli(),
                webhook.version(),
                Trigger.MANUAL);
        var unused = deliveries.write(
                new ProducerRecord<>(Topics.DELIVERIES, null, webhook.id(), body, DeliveryHeaders.write(again)));
    }

    private StoredWebhook webhook(String site, String id) {
        StoredWebhook webhook = webhooks.find(site, id)
                .orElseThrow(
                        () -> conflict("The webhook of this delivery was deleted, so that it cannot be sent again."));
        if (!webhook.setup().enabled()) {
            throw conflict("The webhook of this delivery is switched off. Switch it on first.");
        }
        return webhook;
    }

    private byte[] body(LoggedDelivery delivery) throws InterruptedException {
        return switch (bodies.read(delivery.eventRef())) {
            case EventBodies.Found found -> found.bytes();
            case EventBodies.NotNow(String why) -> throw Problem.unavailable(why);
            case EventBodies.Gone(String why) -> throw conflict(why + " It cannot be sent again.");
        };
    }

    private static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, null);
    }
}
