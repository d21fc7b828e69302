package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What dashboards see of a worker. No label holds anything that a customer can write. */
final class WorkerMetrics {
    private final MeterRegistry registry;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Counter unreadable;
    private final Counter moved;
    private final Timer firstAttempt;
    private final Timer duration;

    WorkerMetrics(MeterRegistry registry, IntSupplier webhooks) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("webhooks.attempts")
                            .description("Deliveries' turns by outcome; held and cancelled ones made no POST")
                            .tag("outcome", outcome.toString())
                            .register(registry));
        }
        unreadable = Counter.builder("webhooks.deliveries.unreadable")
                .description("Records on delivery topics that are no deliveries, sent to the dead letters")
                .register(registry);
        moved = Counter.builder("webhooks.deliveries.moved")
                .description("Deliveries sent on to the slow lane")
                .register(registry);
        firstAttempt = Timer.builder("webhooks.first.attempt.delay")
                .description("From an event's record timestamp to the start of a delivery's first attempt")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        duration = Timer.builder("webhooks.attempt.duration")
                .description("From the start of a POST to its end")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        Gauge.builder("webhooks.known", webhooks::getAsInt)
                .description("Webhooks that this worker knows")
                .register(registry);
    }

    /** The metrics of one lane. */
    Lane lane(String topic) {
        return new Lane(topic);
    }

    /** What one lane holds at present, and what became of its deliveries. Written by one thread. */
    final class Lane {
        private volatile int held;
        private volatile int inFlight;
        private volatile int waiting;
        private volatile int late;
        private volatile int partitions;

        private Lane(String topic) {
            gauge(
                    "webhooks.window.records",
                    "Records received and not finished, or finished of late",
                    topic,
                    () -> held);
            gauge("webhooks.in.flight", "POSTs in flight", topic, () -> inFlight);
            gauge("webhooks.queued", "Deliveries received whose POST has not started", topic, () -> waiting);
            gauge("webhooks.late", "POSTs in flight that take longer than a prompt answer", topic, () -> late);
            gauge("webhooks.partitions", "Partitions that this worker has", topic, () -> partitions);
        }

        private void gauge(String name, String description, String topic, IntSupplier value) {
            Gauge.builder(name, value::getAsInt)
                    .description(description)
                    .tag("topic", topic)
                    .register(registry);
        }

        void holds(int heldNow, int inFlightNow, int waitingNow, int lateNow, int partitionsNow) {
            held = heldNow;
            inFlight = inFlightNow;
            waiting = waitingNow;
            late = lateNow;
            partitions = partitionsNow;
        }

        void count(Ending ending) {
            Delivery delivery = ending.delivery();
            if (delivery == null) {
                unreadable.increment();
                return;
            }
            EndingRecords.outcome(ending.verdict())
                    .map(outcomes::get)
                    .orElse(moved)
                    .increment();
            switch (ending.answer()) {
                case null -> {}
                case Answer.Responded responded -> took(responded.durationMillis());
                case Answer.Failed failed -> took(failed.durationMillis());
            }
            if (delivery.attempt() == 1 && ending.answer() != null) {
                firstAttempt.record(Duration.ofMillis(Math.max(0, ending.atMillis() - delivery.createdAtMillis())));
            }
        }

        private void took(long millis) {
            duration.record(Duration.ofMillis(millis));
        }
    }
}
