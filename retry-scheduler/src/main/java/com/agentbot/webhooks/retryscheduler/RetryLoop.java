package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.servicekit.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Receives what waits, forwards what is due, and waits until the next is due.
 *
 * <p>A batch and the place after it are one transaction. Whatever goes wrong in it, the producer is thrown away, a new
 * one takes over its transactional id, by which the broker settles what was open, and reading goes on from the places
 * that are then committed. So nothing is forwarded twice and nothing is passed over.
 */
final class RetryLoop implements Loop.Work {
    /**
     * The longest wait even if nothing is due for hours: a stop, a clock that was set and a rebalance are then noticed
     * in time.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final SchedulerSettings settings;
    private final InstantSource clock;
    private final SchedulerMetrics metrics;
    private final WaitingRecords waiting = new WaitingRecords();
    private final Trouble trouble;
    private volatile boolean finishing;

    RetryLoop(SchedulerSettings settings, InstantSource clock, MeterRegistry registry) {
        this.settings = settings;
        this.clock = clock;
        this.metrics = new SchedulerMetrics(registry);
        this.trouble = new Trouble(settings.backOff());
    }

    @Override
    public void run() throws InterruptedException {
        try (KafkaRetryTopics retries = new KafkaRetryTopics(settings.consumer(), waiting, clock);
                KafkaForwarder forwarder = new KafkaForwarder(settings.producer());
                KafkaEndOffsets ends = new KafkaEndOffsets(settings.admin())) {
            while (!finishing) {
                retries.receive(untilNextDue());
                forwardDue(retries, forwarder);
                metrics.observe(waiting, retries, ends, clock.millis());
            }
        } catch (InterruptException e) {
            Thread.interrupted(); // said by the exception from here on
            throw new InterruptedException(e.getMessage());
        }
    }

    private void forwardDue(KafkaRetryTopics retries, KafkaForwarder forwarder) {
        if (trouble.pausesFor(System.nanoTime()).isPositive()) {
            return;
        }
        try {
            if (forwarder.open()) {
                retries.rewind();
            }
            List<Waiting> due = waiting.takeDue(clock.millis(), settings.transactionRecords());
            if (!due.isEmpty()) {
                forwarder.forward(due, retries.group(), clock.millis());
                metrics.forwarded(due, clock.millis());
            }
            trouble.over();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            forwarder.discard();
            trouble.met(e, System.nanoTime());
        }
    }

    private Duration untilNextDue() {
        Duration pause = trouble.pausesFor(System.nanoTime());
        OptionalLong next = waiting.nextDueAtMillis();
        if (pause.isPositive() || next.isEmpty()) {
            return pause.isPositive() && pause.compareTo(LONGEST_WAIT) < 0 ? pause : LONGEST_WAIT;
        }
        long millis = next.getAsLong() - clock.millis();
        return Duration.ofMillis(Math.clamp(millis, 0, LONGEST_WAIT.toMillis()));
    }

    @Override
    public Optional<String> unready() {
        return trouble.reason();
    }

    @Override
    public void finish() {
        finishing = true;
    }
}
