package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the scheduler tells of itself, by tier. Consumer lag on a retry topic means waiting, not late; so waiting, overdue
 * and by how much are told apart. Updated by one thread.
 */
final class SchedulerMetrics {
    private static final Duration OBSERVED_EVERY = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private final Map<String, Tier> tiers = new HashMap<>();
    private long nextNanos = System.nanoTime();

    SchedulerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The batch has been forwarded. */
    void forwarded(List<Waiting> batch, long nowMillis) {
        for (Waiting waiting : batch) {
            Tier tier = tier(waiting.record().topic());
            switch (waiting) {
                case Waiting.Timed timed -> {
                    tier.forwarded.increment();
                    tier.lateness.record(Math.max(0, nowMillis - timed.dueAtMillis()), TimeUnit.MILLISECONDS);
                }
                case Waiting.Unreadable unused -> tier.unreadable.increment();
            }
        }
    }

    /** Counts what waits and what is overdue, now and then. */
    void observe(KafkaRetryTopics retries, KafkaPartitionEnds ends, long nowMillis) {
        if (System.nanoTime() - nextNanos < 0) {
            return;
        }
        nextNanos = System.nanoTime() + OBSERVED_EVERY.toNanos();
        Map<Tier, Backlog> backlogs = new HashMap<>();
        retries.backlogs(ends.known(), nowMillis)
                .forEach((partition, backlog) -> backlogs.merge(tier(partition.topic()), backlog, Backlog::plus));
        tiers.values().forEach(tier -> tier.show(backlogs.getOrDefault(tier, Backlog.NONE)));
        ends.ask(retries.partitions(), nowMillis);
    }

    private Tier tier(String topic) {
        return tiers.computeIfAbsent(topic, name -> new Tier(registry, name.substring(Topics.RETRY_PREFIX.length())));
    }

    private static final class Tier {
        final Counter forwarded;
        final Counter unreadable;
        final Timer lateness;
        final AtomicLong waiting = new AtomicLong();
        final AtomicLong overdue = new AtomicLong();
        final AtomicLong overdueMillis = new AtomicLong();

        Tier(MeterRegistry registry, String name) {
            forwarded = Counter.builder("retries.forwarded")
                    .description("Deliveries forwarded because they were due.")
                    .tag("tier", name)
                    .register(registry);
            unreadable = Counter.builder("retries.unreadable")
                    .description("Records without a due time that makes sense, moved to the dead letters.")
                    .tag("tier", name)
                    .register(registry);
            lateness = Timer.builder("retries.lateness")
                    .description("From a delivery's due time until it was forwarded.")
                    .tag("tier", name)
                    .serviceLevelObjectives(
                            Duration.ofMillis(10),
                            Duration.ofMillis(20),
                            Duration.ofMillis(50),
                            Duration.ofMillis(100),
                            Duration.ofMillis(250),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(5),
                            Duration.ofMinutes(1))
                    .register(registry);
            Gauge.builder("retries.waiting", waiting, AtomicLong::get)
                    .description(
                            "Deliveries that are not forwarded yet, due or not; those on the broker are estimated.")
                    .tag("tier", name)
                    .register(registry);
            Gauge.builder("retries.overdue", overdue, AtomicLong::get)
                    .description("Deliveries that are due and not forwarded yet; those on the broker are estimated.")
                    .tag("tier", name)
                    .register(registry);
            Gauge.builder("retries.overdue.age", overdueMillis, millis -> millis.get() / 1000.0)
                    .description("How long the longest overdue delivery at hand has been due.")
                    .baseUnit("seconds")
                    .tag("tier", name)
                    .register(registry);
        }

        void show(Backlog backlog) {
            waiting.set(backlog.waiting());
            overdue.set(backlog.overdue());
            // Without one at hand it is not known, and what was known last is nearer to it than none.
            if (backlog.overdueMillis() > 0 || backlog.overdue() == 0) {
                overdueMillis.set(backlog.overdueMillis());
            }
        }
    }
}
