package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.TopicCheck;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.StartFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what waits, forwards what is due, and waits until the next is due.
 *
 * <p>It begins only on topics that keep what waits for long enough; where they do not, the process ends with a sentence.
 *
 * <p>A batch and the place after it are one transaction. Whatever goes wrong in it, the producer is thrown away, a new
 * one takes over its transactional id, by which the broker settles what was open, and reading goes on from the places
 * that are then committed. So nothing is forwarded twice and nothing is passed over.
 */
final class RetryLoop implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(RetryLoop.class);
    /**
     * The longest wait even if nothing is due for hours: a stop, a clock that was set and a rebalance are then noticed
     * in time.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    /** How long it waits when what is due may not go yet. */
    private static final Duration HELD_BACK_WAIT = Duration.ofMillis(50);

    private final SchedulerSettings settings;
    private final InstantSource clock;
    private final SchedulerMetrics metrics;
    private final WaitingRecords waiting = new WaitingRecords();
    private final Trouble trouble;
    private final Pace pace;
    private volatile boolean finishing;

    RetryLoop(SchedulerSettings settings, InstantSource clock, MeterRegistry registry) {
        this.settings = settings;
        this.clock = clock;
        this.metrics = new SchedulerMetrics(registry);
        this.trouble = new Trouble(settings.backOff());
        this.pace = new Pace(settings.pace(), System.nanoTime());
    }

    @Override
    public void run() throws StartFailure, InterruptedException {
        refuseTopicsThatForget();
        Admin admin = Admin.create(settings.admin());
        try (KafkaRetryTopics retries =
                        new KafkaRetryTopics(settings.consumer(), settings.enoughHeld(), waiting, clock);
                KafkaForwarder forwarder = new KafkaForwarder(settings.producer())) {
            KafkaPartitionEnds ends = new KafkaPartitionEnds(admin);
            KafkaWorkerLag workerLag = new KafkaWorkerLag(admin);
            while (!finishing) {
                retries.receive(untilNextDue());
                keepPace(workerLag);
                forwardDue(retries, forwarder);
                metrics.observe(retries, ends, clock.millis());
            }
        } catch (InterruptException e) {
            Thread.interrupted(); // said by the exception from here on
            throw new InterruptedException(e.getMessage());
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private void refuseTopicsThatForget() throws StartFailure, InterruptedException {
        TopicCheck topics = new TopicCheck(settings.admin(), present -> TopicNeed.retries(present, settings.outage()));
        List<String> problems = topics.problems(() -> !finishing, LOG::warn);
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join(System.lineSeparator(), problems));
        }
    }

    /** How far workers are behind matters, and is asked, only while something is late. */
    private void keepPace(KafkaWorkerLag workerLag) {
        long nowNanos = System.nanoTime();
        if (waiting.hasLate(clock.millis())) {
            workerLag.ask(nowNanos);
        }
        pace.passed(nowNanos, workerLag.known(nowNanos));
    }

    private void forwardDue(KafkaRetryTopics retries, KafkaForwarder forwarder) {
        if (trouble.pausesFor(System.nanoTime()).isPositive()) {
            return;
        }
        try {
            if (forwarder.open()) {
                retries.rewind();
            }
            List<Waiting> due = waiting.takeDue(clock.millis(), settings.transactionRecords(), pace);
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
        Duration untilDue = Duration.ofMillis(Math.clamp(millis, 0, LONGEST_WAIT.toMillis()));
        return untilDue.isZero() && pace.hasRefused() ? HELD_BACK_WAIT : untilDue;
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
