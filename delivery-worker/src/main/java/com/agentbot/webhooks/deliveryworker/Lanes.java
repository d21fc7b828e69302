package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.HttpSender;
import java.time.Clock;

/**
 * Builds the loop of each lane: the same code with its own bounds, its own place in the group and its own transactions.
 * All lanes share the webhooks' settings and the HTTP client.
 */
record Lanes(
        WorkerSettings settings,
        KafkaClients kafka,
        WebhookTable webhooks,
        WebhookTableFeed feed,
        HttpSender sender,
        WorkerMetrics metrics) {

    /** The loop that delivers what is on a topic. */
    DeliveryLoop of(String topic) {
        Clock clock = Clock.systemUTC();
        return new DeliveryLoop(
                feed,
                new Intake(kafka.groupConsumer(), topic, settings.window()),
                new EndpointQueues(settings.inFlightPerWebhook()),
                new Attempts(webhooks, sender, new Judge(settings.tiers()), clock, settings.settingsPatience()),
                new KafkaOutbox(() -> kafka.producer(topic)),
                metrics.lane(topic),
                clock,
                settings.pace());
    }
}
