package com.agentbot.webhooks.fanoutstream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the fan-out counts. After a transaction that was rolled back the same records are counted again: metrics are no
 * part of it. Safe for use by many threads.
 */
final class FanoutMetrics {
    private static final Duration[] DELAYS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter misplaced;
    private final Counter duplicates;
    private final Counter conflictingDuplicates;
    private final Counter deliveries;
    private final Counter unreadableWebhooks;
    private final Counter replacedThreads;
    private final Timer delay;
    private final AtomicInteger unfinished;

    FanoutMetrics(MeterRegistry registry, WebhookIndex index) {
        this.registry = registry;
        accepted = counter("fanout.events.accepted", "Valid events, duplicates included.");
        misplaced = counter("fanout.events.misplaced", "Valid events sent once to their site's partition.");
        duplicates = duplicates("same", registry);
        conflictingDuplicates = duplicates("other", registry);
        deliveries = counter("fanout.deliveries", "Deliveries written.");
        unreadableWebhooks = counter("fanout.webhooks.unreadable", "Webhook records that were skipped.");
        replacedThreads = counter("fanout.threads.replaced", "Stream threads that died and were replaced.");
        delay = Timer.builder("fanout.delay")
                .description("From an event record's timestamp to its fan-out, the commit not included.")
                .serviceLevelObjectives(DELAYS)
                .register(registry);
        registry.gauge("fanout.webhooks", index, WebhookIndex::size);
        unfinished = registry.gauge("fanout.events.unfinished", new AtomicInteger());
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Counter duplicates(String body, MeterRegistry registry) {
        return Counter.builder("fanout.events.duplicate")
                .description("Events dropped because their id was seen within the window, by whether the body was the"
                        + " same.")
                .tag("body", body)
                .register(registry);
    }

    void accepted(boolean away) {
        accepted.increment();
        if (away) {
            misplaced.increment();
        }
    }

    /** The reason is one of a fixed few words. */
    void invalid(String reason) {
        registry.counter("fanout.events.invalid", "reason", reason).increment();
    }

    void duplicate(boolean sameBody) {
        (sameBody ? duplicates : conflictingDuplicates).increment();
    }

    void delivery() {
        deliveries.increment();
    }

    /** A producer's clock that runs ahead counts as no delay. */
    void fannedOut(long delayMillis) {
        delay.record(Math.max(0, delayMillis), TimeUnit.MILLISECONDS);
    }

    void unfinished(int change) {
        unfinished.addAndGet(change);
    }

    void unreadableWebhook() {
        unreadableWebhooks.increment();
    }

    void replacedThread() {
        replacedThreads.increment();
    }
}
