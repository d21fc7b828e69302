package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.HttpSender;
import com.agentbot.webhooks.schemas.topic.Topics;
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

    /** The lane that every delivery starts in. What holds up others goes on to the slow one. */
    DeliveryLoop fast() {
        Endpoints.Rules rules = settings.endpoints().fastLane(settings.window().records());
        return of(Topics.DELIVERIES, rules, (leaving, now) -> new Verdict.Moved());
    }

    /** The lane of those that hold up others. What it cannot take goes to the retry topics for a while. */
    DeliveryLoop slow() {
        Endpoints.Rules rules = settings.endpoints()
                .slowLane(settings.window().records(), settings.http().times().deadline());
        return of(Topics.DELIVERIES_SLOW, rules, new Postponement(settings.tiers()));
    }

    private DeliveryLoop of(String topic, Endpoints.Rules rules, Elsewhere elsewhere) {
        Clock clock = Clock.systemUTC();
        return new DeliveryLoop(
                feed,
                new Intake(kafka.groupConsumer(), topic, settings.window()),
                new Endpoints(rules, System.nanoTime()),
                elsewhere,
                new Attempts(webhooks, sender, new Judge(settings.tiers()), clock, settings.settingsPatience()),
                new Commits(new KafkaOutbox(() -> kafka.producer(topic)), "commits-" + topic),
                metrics.lane(topic),
                clock,
                settings.pace());
    }
}
