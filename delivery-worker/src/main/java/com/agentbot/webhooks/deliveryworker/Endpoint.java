package com.agentbot.webhooks.deliveryworker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of one webhook: what waits for it, what is in flight, how its endpoint has been answering, and so how
 * much may be sent to it now. Knows no clock and does no I/O; used by one thread. Times are by {@link System#nanoTime}.
 *
 * <p>Its room grows by one with each prompt answer, from {@link Rules#atFirst} to {@link Rules#inFlight}, and is halved
 * by each silence: so that neither a new endpoint nor one that comes back is flooded. After {@link Rules#downAfter}
 * silences in a row it counts as down: then nothing is sent but a probe now and then, until one is answered.
 */
final class Endpoint {
    /** POSTs that may hang while the endpoint is down or late. */
    private static final int PROBES = 3;

    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final String webhookId;
    private final Rules rules;
    private final Deque<Work> waiting = new ArrayDeque<>(1);
    private int inFlight;
    private int late;
    private int room;
    private int silences;
    private boolean down;
    private long nextProbe;
    private long nextPermit;
    /** How long it has been taking to answer: the last ones count most. */
    private long answerNanos;

    private boolean paused;
    private long pausedUntil;
    private boolean someLeft;
    private long lastTurn;
    private @Nullable Flight last;
    private @Nullable Integer perSecond;
    private long awayUntil;
    private Duration away = Duration.ZERO;

    /** Of {@link Endpoints}, {@link Resting} and {@link WayOut}: in which of their lists this one is. */
    boolean inTurn;

    boolean timed;
    boolean idle;
    long idleSince;
    WayOut.@Nullable Neighbours neighbours;

    /**
     * The same for all endpoints of a lane.
     *
     * @param inFlight POSTs in flight at most
     * @param atFirst how many as long as nothing is known of the endpoint
     * @param prompt an answer that takes longer is late: then less and less is sent until it has come
     * @param downAfter so many POSTs in a row without any answer, and the endpoint counts as down
     * @param probeEvery how often one that is down is tried
     */
    record Rules(int inFlight, int atFirst, Duration prompt, int downAfter, Duration probeEvery) {}

    /** What a POST brought. */
    enum Reply {
        /** An answer, of whatever status. */
        ANSWERED,
        /** None. */
        SILENCE,
        /** Nothing was sent. */
        NOT_SENT
    }

    /** A POST on its way. It is remembered a while after its end too, and so holds nothing large. */
    static final class Flight {
        private final Endpoint endpoint;
        private final long at;
        private boolean late;
        private boolean ended;

        private Flight(Endpoint endpoint, long at) {
            this.endpoint = endpoint;
            this.at = at;
        }

        /** When it began. */
        long at() {
            return at;
        }

        boolean late() {
            return late;
        }

        boolean ended() {
            return ended;
        }

        /** It takes longer than a prompt answer. */
        void isLate() {
            late = true;
            endpoint.late++;
        }
    }

    Endpoint(String webhookId, Rules rules) {
        this.webhookId = webhookId;
        this.rules = rules;
        this.room = Math.min(rules.atFirst(), rules.inFlight());
    }

    String webhookId() {
        return webhookId;
    }

    Deque<Work> waiting() {
        return waiting;
    }

    int inFlight() {
        return inFlight;
    }

    int late() {
        return late;
    }

    boolean isDown() {
        return down;
    }

    /** What it holds of its partition's window. */
    int unfinished() {
        return waiting.size() + inFlight;
    }

    /**
     * How many POSTs a second its owner allows.
     *
     * @param limit null for no limit
     */
    void limit(@Nullable Integer limit) {
        perSecond = limit;
    }

    boolean isLimitedTo(@Nullable Integer limit) {
        return Objects.equals(perSecond, limit);
    }

    /** Whether there is room for one more POST, were it time. */
    boolean hasRoom() {
        int probes = Math.min(PROBES, down ? rules.inFlight() : room);
        return inFlight < (down ? probes : Math.max(room - late * Math.max(1, rules.inFlight() / 10), probes));
    }

    /** From when on one may start, as far as that is a matter of time. */
    long startsAt(long now) {
        long earliest = later(paused ? pausedUntil : now, down ? nextProbe : now);
        return perSecond == null ? earliest : later(earliest, nextPermit);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    /** None starts for a moment, because one could not: whatever was in the way would be there still. */
    void pause(long now) {
        paused = true;
        pausedUntil = now + PAUSE;
    }

    /** One has started. */
    Flight started(long now) {
        Flight flight = new Flight(this, now);
        last = flight;
        inFlight++;
        paused = false;
        nextProbe = now + rules.probeEvery().toNanos();
        if (perSecond != null) {
            nextPermit = now + SECOND / perSecond;
        }
        return flight;
    }

    void ended(Flight flight, Reply reply, long now) {
        inFlight--;
        flight.ended = true;
        if (flight.late) {
            late--;
        }
        switch (reply) {
            case ANSWERED -> {
                silences = 0;
                long took = now - flight.at;
                answerNanos = answerNanos == 0 ? took : answerNanos + (took - answerNanos) / 8;
                if (down) {
                    down = false;
                    room = 1;
                } else if (!flight.late) {
                    room = Math.min(room + 1, rules.inFlight());
                }
            }
            case SILENCE -> {
                silences++;
                room = Math.max(1, room / 2);
                down |= silences >= rules.downAfter();
            }
            case NOT_SENT -> {
                // An earlier one gives nothing back: another has gone out since.
                if (flight == last) {
                    nextProbe = now;
                    nextPermit = now;
                }
            }
        }
    }

    /** Its deliveries go elsewhere for a while: longer each time, unless it kept out of the way long enough. */
    void goAway(long now, Duration atLeast, Duration atMost) {
        boolean again = !away.isZero() && now - awayUntil < away.toNanos();
        away = again ? away.multipliedBy(2) : atLeast;
        away = away.compareTo(atMost) > 0 ? atMost : away;
        awayUntil = now + away.toNanos();
    }

    /**
     * How long until the next one that leaves has its turn: after those that wait here, and those that left before it, at
     * the pace at which the endpoint has been taking deliveries.
     */
    Duration nextTurn(long now) {
        long each = Math.max(answerNanos / room, perSecond == null ? 0 : SECOND / perSecond);
        long afterThoseHere = now + waiting.size() * each;
        lastTurn = (someLeft && lastTurn - afterThoseHere > 0 ? lastTurn : afterThoseHere) + each;
        someLeft = true;
        return Duration.ofNanos(lastTurn - now);
    }

    /** Whether it has nothing to do. */
    boolean isIdle() {
        return unfinished() == 0;
    }

    /** Whether there is nothing of it to remember: it behaved as one that nothing is known of, or better. */
    boolean isUnremarkable(long now) {
        boolean awayIsOver = away.isZero() || now - awayUntil > away.toNanos();
        boolean turnsAreOver = !someLeft || lastTurn - now <= 0;
        boolean permitted = perSecond == null || nextPermit - now <= 0;
        return !down && silences == 0 && awayIsOver && turnsAreOver && permitted;
    }

    boolean isAway(long now) {
        return !away.isZero() && now - awayUntil < 0;
    }
}
