package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Sends again what is wanted again: takes up the replays that are running, lets each hand on a portion in turn, and lets go
 * of those that were paused or have ended.
 *
 * <p>One instance at a time does it, as with the outbox: the one that holds the lock in PostgreSQL, and whose producer has
 * fenced its predecessor's. How far a replay has come is committed in the transaction of what it hands on, so that a crash
 * neither passes anything over nor hands it on twice.
 */
final class Replays implements Loop.Work {
    /** How often it is asked which replays there are, and so how soon a pause is noticed. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final Leader.Words WORDS =
            new Leader.Words("Nothing can be sent again at present", "What is wanted is sent again");

    private final Leader leader;
    private final PostgresReplays replays;
    private final ReplayRun.Parts parts;
    private final AtomicInteger running = new AtomicInteger();
    private final Map<String, ReplayRun> runs = new HashMap<>();

    Replays(
            Database database,
            PostgresReplays replays,
            ReplayRun.Parts parts,
            Settings.Replays settings,
            MeterRegistry metrics) {
        this.leader = new Leader(database, AdvisoryLock.REPLAYS, new Leader.Pauses(LOOK, settings.retry()), WORDS);
        this.replays = replays;
        this.parts = parts;
        Gauge.builder("replays_running", running, AtomicInteger::get)
                .description("Replays that this instance works on")
                .register(metrics);
    }

    @Override
    public void run() throws InterruptedException {
        leader.run(this::sendAgain);
    }

    private void sendAgain(Connection session) throws SQLException, InterruptedException {
        try {
            while (!leader.isFinished()) {
                isStillOurs(session);
                takeUp();
                if (runs.isEmpty()) {
                    Thread.sleep(LOOK);
                } else {
                    handOnAll(session);
                }
            }
        } finally {
            letGo(Set.copyOf(runs.keySet()));
        }
    }

    /** Until none is left to run. The producer comes first: what its predecessor had begun is settled before places are asked. */
    private void handOnAll(Connection session) throws SQLException, InterruptedException {
        try (ReplayProducer producer = new ReplayProducer(parts.kafka())) {
            while (!leader.isFinished() && !runs.isEmpty()) {
                isStillOurs(session);
                Thread.sleep(handOn(producer));
                takeUp();
            }
        }
    }

    /** The lock is lost with its session; asking on it is how that is noticed. */
    private static void isStillOurs(Connection session) throws SQLException {
        if (!session.isValid(1)) {
            throw new SQLException("the session that holds the lock has ended");
        }
    }

    private void takeUp() {
        Map<String, Replay> wanted = replays.running().stream().collect(Collectors.toMap(Replay::id, replay -> replay));
        letGo(runs.keySet().stream().filter(id -> !wanted.containsKey(id)).collect(Collectors.toSet()));
        wanted.forEach((id, replay) -> runs.computeIfAbsent(id, anew -> new ReplayRun(replay, parts)));
        running.set(runs.size());
    }

    private void letGo(Set<String> ids) {
        for (String id : ids) {
            ReplayRun run = runs.remove(id);
            if (run != null) {
                run.close();
            }
        }
    }

    /** Lets each hand on what it may by now; returns how long nothing is due. */
    private Duration handOn(ReplayProducer producer) {
        Duration rest = LOOK;
        for (ReplayRun run : Set.copyOf(runs.values())) {
            Duration next = run.handOn(producer);
            rest = next.compareTo(rest) < 0 ? next : rest;
        }
        leader.succeeded();
        return rest;
    }

    @Override
    public void finish() {
        leader.finish();
    }
}
