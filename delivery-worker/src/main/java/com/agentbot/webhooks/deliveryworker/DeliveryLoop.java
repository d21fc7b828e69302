package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.servicekit.Loop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's spine: receives deliveries, starts their attempts, takes the answers in, and commits what is finished.
 * One thread does all of it, and all state is its own; only POSTs and a commit are under way elsewhere.
 */
final class DeliveryLoop implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    /** How long to wait for records when nothing else can happen meanwhile. */
    private static final Duration IDLE = Duration.ofMillis(100);
    /** How long when answers may come in: a poll does not return for those. */
    private static final Duration BUSY = Duration.ofMillis(2);

    private final WebhookTableFeed settings;
    private final Intake intake;
    private final Endpoints endpoints;
    private final Elsewhere elsewhere;
    private final Attempts attempts;
    private final Commits commits;
    private final WorkerMetrics.Lane metrics;
    private final InstantSource clock;
    private final Pace pace;

    private final List<Ending> endings = new ArrayList<>();
    /** Those of the commit that is under way. */
    private List<Ending> committing = List.of();
    // Paces and bounds go by the clock that cannot be set; only what is written down goes by the wall clock.
    private long nextCommit = System.nanoTime();
    private volatile boolean running = true;

    /**
     * How much and how often.
     *
     * @param inFlight POSTs in flight at most, of all webhooks together
     * @param commitInterval from one commit to the next
     * @param commitRetry from a commit that could not be made to the next try
     * @param patience how long POSTs in flight may take when a partition goes or the worker stops
     */
    record Pace(int inFlight, Duration commitInterval, Duration commitRetry, Duration patience) {}

    DeliveryLoop(
            WebhookTableFeed settings,
            Intake intake,
            Endpoints endpoints,
            Elsewhere elsewhere,
            Attempts attempts,
            Commits commits,
            WorkerMetrics.Lane metrics,
            InstantSource clock,
            Pace pace) {
        this.settings = settings;
        this.intake = intake;
        this.endpoints = endpoints;
        this.elsewhere = elsewhere;
        this.attempts = attempts;
        this.commits = commits;
        this.metrics = metrics;
        this.clock = clock;
        this.pace = pace;
    }

    @Override
    public void run() throws InterruptedException {
        try (intake;
                commits) {
            waitForSettings();
            intake.open(this::letGo);
            while (running) {
                receive();
                moveElsewhere();
                startAttempts();
                takeAnswers();
                commitFinished();
                intake.holdBackWhenFull();
            }
            finishInFlight();
        }
    }

    /** Before the settings are there, every webhook would look deleted. */
    private void waitForSettings() throws InterruptedException {
        boolean ready = false;
        while (running && !ready) {
            ready = settings.awaitLoaded(IDLE) && commits.open();
        }
    }

    private void receive() {
        boolean idle = intake.inFlight() == 0 && endpoints.waiting() == 0 && isCommitted();
        for (Intake.Received received : poll(idle ? IDLE : BUSY)) {
            switch (received) {
                case Intake.Received.Sendable(Work work) ->
                    endpoints.add(work, attempts.perSecond(work), System.nanoTime());
                case Intake.Received.Unreadable(var slot, var record, String error) -> {
                    LOG.warn("{}-{}-{} is unreadable: {}", record.topic(), record.partition(), record.offset(), error);
                    finish(new Ending(slot, record, null, new Verdict.Unreadable(error), null, null, clock.millis()));
                }
            }
        }
    }

    private List<Intake.Received> poll(Duration patience) {
        try {
            return intake.receive(patience);
        } catch (WakeupException e) {
            // finish() has said so; the loop looks at it next.
            return List.of();
        }
    }

    /** What its endpoint cannot take waits where it holds nobody up. */
    private void moveElsewhere() {
        for (WayOut.Leaving leaving : endpoints.leaving(intake::isPressed, System.nanoTime())) {
            long now = clock.millis();
            finish(Ending.unposted(leaving.work(), elsewhere.of(leaving, now), now));
        }
    }

    private void startAttempts() {
        // Those that hang take no room from the others; of them there is a bound of their own.
        int room = pace.inFlight() - (intake.inFlight() - endpoints.late());
        while (room > 0) {
            Work work = endpoints.next(System.nanoTime());
            if (work == null) {
                return;
            }
            if (!endpoints.isWithinLimit(work, attempts.perSecond(work), System.nanoTime())) {
                continue;
            }
            switch (attempts.start(work)) {
                case Attempts.Start.Posting() -> {
                    work.slot().started();
                    room--;
                }
                case Attempts.Start.Ended(Ending ending) -> {
                    endpoints.ended(work, Endpoint.Reply.NOT_SENT, System.nanoTime());
                    finish(ending);
                }
                case Attempts.Start.NotYet() -> endpoints.putBack(work, System.nanoTime());
            }
        }
    }

    private void takeAnswers() {
        for (Attempts.Return back = attempts.next(); back != null; back = attempts.next()) {
            Work work = back.work();
            long now = System.nanoTime();
            work.slot().stopped();
            switch (back) {
                case Attempts.Return.Judged(Work judged, Ending ending, Endpoint.Reply reply) -> {
                    endpoints.ended(judged, reply, now);
                    finish(ending);
                }
                case Attempts.Return.NotSent(Work notSent)
                when notSent.isVoid() -> endpoints.ended(notSent, Endpoint.Reply.NOT_SENT, now);
                case Attempts.Return.NotSent(Work notSent) -> endpoints.putBack(notSent, now);
            }
        }
    }

    private void finish(Ending ending) {
        if (!ending.isVoid()) {
            ending.slot().finish();
            endings.add(ending);
        }
    }

    private void commitFinished() {
        KafkaOutbox.Result ended = commits.ended();
        if (ended != null) {
            boolean unused = settle(ended);
        }
        if (!commits.isUnderWay() && intake.changed() && System.nanoTime() - nextCommit >= 0) {
            beginCommit();
        }
        metrics.holds(intake.size(), intake.inFlight(), endpoints.waiting(), endpoints.late(), intake.partitions());
    }

    private void beginCommit() {
        nextCommit = System.nanoTime() + pace.commitInterval().toNanos();
        endings.removeIf(Ending::isVoid);
        committing = List.copyOf(endings);
        endings.clear();
        long now = clock.millis();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(committing.size() * 2);
        committing.forEach(ending -> records.addAll(EndingRecords.of(ending, now)));
        commits.begin(records, intake.progress(), intake.group());
        intake.takenUp();
    }

    /** False when what the commit had taken up is to be tried again. */
    private boolean settle(KafkaOutbox.Result result) {
        List<Ending> taken = committing;
        committing = List.of();
        return switch (result) {
            case COMMITTED -> {
                taken.forEach(metrics::count);
                yield true;
            }
            case SETTLED -> {
                tryAgain(taken);
                List<Ending> committed = intake.alreadyCommitted(endings);
                committed.forEach(metrics::count);
                endings.removeAll(committed);
                yield false;
            }
            case NOT_NOW -> {
                tryAgain(taken);
                nextCommit = System.nanoTime() + pace.commitRetry().toNanos();
                yield false;
            }
        };
    }

    private void tryAgain(List<Ending> taken) {
        endings.addAll(0, taken);
        intake.notCommitted();
    }

    /** Commits whatever is finished, and waits for it; false when it is to be tried again. */
    private boolean commitNow() {
        if (commits.isUnderWay() && !settle(commits.await())) {
            return false;
        }
        if (!intake.changed()) {
            return true;
        }
        beginCommit();
        return settle(commits.await());
    }

    private boolean isCommitted() {
        return !intake.changed() && !commits.isUnderWay();
    }

    /**
     * Partitions go to another worker: nothing new of them starts, what is in flight ends, and all of it is committed.
     * Nothing can be received before that is done, but what was received of other partitions goes on.
     */
    private void letGo(Collection<PartitionWindow> windows) {
        Predicate<Work> given = work -> windows.contains(work.slot().window());
        endpoints.discard(given, System.nanoTime());
        long deadline = System.nanoTime() + pace.patience().toNanos();
        while (windows.stream().anyMatch(window -> window.inFlight() > 0) && isBefore(deadline)) {
            pause(BUSY);
            takeAnswers();
            endpoints.discard(given, System.nanoTime());
            moveElsewhere();
            startAttempts();
            commitFinished();
        }
        while (!isCommitted() && !commitNow() && isBefore(deadline)) {
            pause(pace.commitInterval());
        }
        windows.forEach(window -> {
            if (window.inFlight() > 0) {
                LOG.warn("{} POSTs of a partition that was given away had not ended", window.inFlight());
            }
        });
    }

    /** The last round: nothing is received, what is in flight ends, and all of it is committed. */
    private void finishInFlight() {
        intake.stopReceiving();
        endpoints.discard(work -> true, System.nanoTime());
        long deadline = System.nanoTime() + pace.patience().toNanos();
        while ((intake.inFlight() > 0 || !isCommitted()) && isBefore(deadline)) {
            // Also while only the commit is left: in the middle of a rebalance none succeeds before that has gone on.
            poll(BUSY);
            takeAnswers();
            endpoints.discard(work -> true, System.nanoTime());
            commitFinished();
            intake.holdBackWhenFull();
        }
        if (intake.inFlight() > 0) {
            LOG.warn("{} POSTs had not ended within {}; they will be made again", intake.inFlight(), pace.patience());
        }
    }

    private static boolean isBefore(long deadline) {
        return System.nanoTime() - deadline < 0;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void finish() {
        running = false;
        intake.wakeUp();
    }
}
