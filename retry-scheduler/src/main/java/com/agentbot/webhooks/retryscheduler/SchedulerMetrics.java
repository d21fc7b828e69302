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
import org.apache.kafka.common.TopicPartition;

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

    /** Counts what waits, now and then. */
    void observe(WaitingRecords waiting, KafkaRetryTopics retries, KafkaEndOffsets ends, long nowMillis) {
        if (System.nanoTime() - nextNanos < 0) {
            return;
        }
        nextNanos = System.nanoTime() + OBSERVED_EVERY.toNanos();
        countOverdue(waiting, nowMillis);
        countWaiting(retries.ahead(ends.known()));
        ends.ask(retries.partitions());
    }

    private void countOverdue(WaitingRecords waiting, long nowMillis) {
        tiers.values().forEach(Tier::noneOverdue);
        for (Waiting overdue : waiting.overdue(nowMillis)) {
            Tier tier = tier(overdue.record().topic());
            tier.overdue.incrementAndGet();
            if (overdue instanceof Waiting.Timed timed) {
                tier.overdueMillis.accumulateAndGet(nowMillis - timed.dueAtMillis(), Math::max);
            }
        }
    }

    private void countWaiting(Map<TopicPartition, Long> ahead) {
        Map<Tier, Long> counts = new HashMap<>();
        ahead.forEach((partition, count) -> counts.merge(tier(partition.topic()), count, Long::sum));
        tiers.values().forEach(tier -> tier.waiting.set(counts.getOrDefault(tier, 0L)));
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
                    .description("Offsets ahead of what was forwarded, due or not; transactions' marks count.")
                    .tag("tier", name)
                    .register(registry);
            Gauge.builder("retries.overdue", overdue, AtomicLong::get)
                    .description("Deliveries at hand that are due and not forwarded yet.")
                    .tag("tier", name)
                    .register(registry);
            Gauge.builder("retries.overdue.age", overdueMillis, millis -> millis.get() / 1000.0)
                    .description("How long the longest overdue delivery has been due.")
                    .baseUnit("seconds")
                    .tag("tier", name)
                    .register(registry);
        }

        void noneOverdue() {
            overdue.set(0);
            overdueMillis.set(0);
        }
    }
}
