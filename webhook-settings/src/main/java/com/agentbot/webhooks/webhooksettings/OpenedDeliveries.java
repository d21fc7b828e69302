package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.webhooksettings.OpenedDelivery.Made;
import java.util.List;

/**
 * Opens a delivery: its attempts are in the log, its body in Kafka, and its requests follow from both and the webhook's
 * settings. Safe for use by many threads.
 */
final class OpenedDeliveries {
    private final RecentDeliveries log;
    private final EventBodies bodies;
    private final PostgresWebhooks webhooks;
    private final SecretCipher cipher;

    OpenedDeliveries(RecentDeliveries log, EventBodies bodies, PostgresWebhooks webhooks, SecretCipher cipher) {
        this.log = log;
        this.bodies = bodies;
        this.webhooks = webhooks;
        this.cipher = cipher;
    }

    OpenedDelivery open(String site, LoggedDelivery delivery) throws InterruptedException {
        EventBodies.Answer body = bodies.read(delivery.eventRef());
        byte[] bytes = body instanceof EventBodies.Found found ? found.bytes() : null;
        SentRequests requests =
                new SentRequests(delivery, bytes, webhooks.sentWith(site, delivery.webhookId()), cipher);
        List<Made> attempts = log.attempts(delivery).stream()
                .map(attempt -> new Made(attempt, requests.of(attempt)))
                .toList();
        return new OpenedDelivery(delivery, body, attempts);
    }
}
