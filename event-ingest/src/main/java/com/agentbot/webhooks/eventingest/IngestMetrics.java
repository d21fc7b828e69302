package com.agentbot.webhooks.eventingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What dashboards see of the edge. No label holds anything that a sender can write. Safe for use by many threads. */
final class IngestMetrics {
    private final MeterRegistry registry;
    private final Counter accepted;

    /** @param heldBytes what requests hold at present */
    IngestMetrics(MeterRegistry registry, IntSupplier heldBytes) {
        this.registry = registry;
        accepted = Counter.builder("ingest.events.accepted")
                .description("Events that Kafka has confirmed and that were answered 202")
                .register(registry);
        Gauge.builder("ingest.held", heldBytes::getAsInt)
                .description("What requests with events hold at present")
                .baseUnit("bytes")
                .register(registry);
    }

    void accepted(int events) {
        accepted.increment(events);
    }

    /** A request was refused whole, by the first fault that was found; the reason is one of a fixed few words. */
    void refused(String reason) {
        Counter.builder("ingest.requests.refused")
                .description("Requests with events that were refused whole, by the first reason found")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    void answered(int status, Duration duration) {
        Timer.builder("ingest.requests")
                .description("Requests with events, from their headers to the answer")
                .tag("status", status / 100 + "xx")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry)
                .record(duration);
    }
}
