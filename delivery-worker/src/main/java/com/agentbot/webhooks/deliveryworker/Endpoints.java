package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.Endpoint.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One queue for each webhook, turns between them, and a way out for those that hold up the others of their partition. A
 * webhook with a thousand waiting deliveries gets no more turns than one with a single delivery; one that outgrows its
 * share of the partition's window has its deliveries taken elsewhere. No I/O, no clock; used by one thread. Times are by
 * {@link System#nanoTime}.
 */
final class Endpoints {
    private final Rules rules;
    private final Map<String, Endpoint> byWebhook = new HashMap<>();
    private final Map<PartitionWindow, Neighbours> byWindow = new HashMap<>();
    /** Those that may start a POST, in the order of their turns. */
    private final Deque<Endpoint> turns = new ArrayDeque<>();
    /** Those that have room, but whose time has not come. */
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(Comparator.comparingLong(Timed::sinceStart));

    private final List<Endpoint> setAside = new ArrayList<>();
    /** POSTs in flight, the first begun first; some may have ended. */
    private final Deque<Endpoint.Flight> flights = new ArrayDeque<>();
    /** Endpoints that had nothing to do, the first first; some may have by now. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    private final List<Work> leaving = new ArrayList<>();
    private final long beginning;
    private int waiting;
    private int late;

    /** The endpoints of one partition. */
    static final class Neighbours {
        /** Those that have had deliveries of late. */
        private final Set<Endpoint> all = new HashSet<>();
        /** How many have some now. */
        private int busy;

        private void begins(Endpoint endpoint) {
            all.add(endpoint);
            if (endpoint.neighbours != this) {
                rests(endpoint);
                endpoint.neighbours = this;
                busy++;
            }
        }

        private static void rests(Endpoint endpoint) {
            if (endpoint.neighbours != null) {
                endpoint.neighbours.busy--;
                endpoint.neighbours = null;
            }
        }
    }

    private record Timed(Endpoint endpoint, long at, long sinceStart) {}

    private record Idle(Endpoint endpoint, long since) {}

    /**
     * How the lane treats its endpoints.
     *
     * @param windowRecords how many records of a partition may be received and not finished
     * @param lateInFlight late POSTs in flight of all endpoints together, before those that have some get no more
     * @param patience how long deliveries wait here for an endpoint that is down
     * @param memory how long an endpoint's behaviour is remembered when nothing is sent to it
     * @param overflow what becomes of an endpoint that holds up the others
     */
    record Rules(
            Endpoint.Rules endpoint,
            int windowRecords,
            int lateInFlight,
            Duration patience,
            Duration memory,
            Overflow overflow) {
        /** However many share a partition, so many of one webhook do no harm. */
        private static final int LEAST_SHARE = 20;

        int share(int busyEndpoints) {
            return Math.max(windowRecords / 2 / Math.max(1, busyEndpoints), Math.min(LEAST_SHARE, windowRecords));
        }
    }

    /** What becomes of an endpoint that holds up the others of its partition. */
    sealed interface Overflow {
        /**
         * All of its deliveries leave, and those that arrive within a while too: twice as long each time, if it comes
         * back no better.
         *
         * @param limited whether those with a limit of their owner's leave at once
         */
        record Leave(Duration atLeast, Duration atMost, boolean limited) implements Overflow {}

        /** What is too much leaves. */
        record Shed() implements Overflow {}
    }

    /**
     * No endpoints yet.
     *
     * @param now any time before all that follow
     */
    Endpoints(Rules rules, long now) {
        this.rules = rules;
        this.beginning = now;
    }

    /**
     * A delivery was received.
     *
     * @param perSecond how many POSTs a second its webhook's owner allows; null for no limit
     */
    void add(Work work, @Nullable Integer perSecond, long now) {
        Endpoint endpoint = endpointOf(work);
        Neighbours neighbours = byWindow.computeIfAbsent(work.slot().window(), anew -> new Neighbours());
        neighbours.begins(endpoint);
        endpoint.limit(perSecond);
        endpoint.waiting().addLast(work);
        waiting++;
        switch (rules.overflow()) {
            case Overflow.Leave leave
            when endpoint.isAway(now) || (leave.limited() && perSecond != null) -> leave(endpoint, 0, now);
            case Overflow.Leave leave -> leaveIfTooMany(endpoint, neighbours, now);
            case Overflow.Shed shed -> leaveIfTooMany(endpoint, neighbours, now);
        }
        giveTurn(endpoint, now);
    }

    /** Who has the partition to itself harms nobody. */
    private void leaveIfTooMany(Endpoint endpoint, Neighbours neighbours, long now) {
        int share = rules.share(neighbours.busy);
        if (neighbours.all.size() > 1 && endpoint.unfinished() > share) {
            overflow(endpoint, share / 2, now);
        }
    }

    private void overflow(Endpoint endpoint, int keptOfShed, long now) {
        switch (rules.overflow()) {
            case Overflow.Leave leave -> {
                endpoint.goAway(now, leave.atLeast(), leave.atMost());
                leave(endpoint, 0, now);
            }
            case Overflow.Shed shed -> leave(endpoint, keptOfShed, now);
        }
    }

    /** The last to arrive leave first. */
    private void leave(Endpoint endpoint, int kept, long now) {
        Deque<Work> queue = endpoint.waiting();
        List<Work> out = new ArrayList<>();
        while (queue.size() > kept) {
            out.add(queue.removeLast());
        }
        waiting -= out.size();
        leaving.addAll(out.reversed());
        rest(endpoint, now);
    }

    /**
     * What leaves: deliveries that are not to be sent here. Each is told once.
     *
     * @param pressed whether a partition is close to receiving nothing more because of what is unfinished in it
     */
    List<Work> leaving(Predicate<PartitionWindow> pressed, long now) {
        byWindow.keySet().removeIf(PartitionWindow::closed);
        byWindow.forEach((window, neighbours) -> {
            if (neighbours.all.size() > 1 && pressed.test(window)) {
                relieve(neighbours.all, now);
            }
        });
        if (leaving.isEmpty()) {
            return List.of();
        }
        List<Work> told = List.copyOf(leaving);
        leaving.clear();
        return told;
    }

    /** Whoever cannot send, although its deliveries could start, holds the others up. */
    private void relieve(Set<Endpoint> endpoints, long now) {
        for (Endpoint endpoint : endpoints) {
            boolean held = !endpoint.hasRoom() || endpoint.startsAt(now) - now > 0;
            if (held && !endpoint.waiting().isEmpty()) {
                overflow(endpoint, 0, now);
            }
        }
    }

    /** The delivery whose turn it is, from now on counted as in flight; null when none may start. */
    @Nullable
    Work next(long now) {
        wake(now);
        Endpoint endpoint = turns.pollFirst();
        while (endpoint != null) {
            endpoint.inTurn = false;
            dropVoid(endpoint, now);
            if (mayStart(endpoint, now)) {
                return start(endpoint, now);
            }
            giveTurn(endpoint, now);
            endpoint = turns.pollFirst();
        }
        return null;
    }

    /** What was received of a partition that was lost since. */
    private void dropVoid(Endpoint endpoint, long now) {
        Deque<Work> queue = endpoint.waiting();
        while (!queue.isEmpty() && queue.getFirst().isVoid()) {
            queue.removeFirst();
            waiting--;
            rest(endpoint, now);
        }
    }

    private Work start(Endpoint endpoint, long now) {
        Work work = endpoint.waiting().removeFirst();
        waiting--;
        Endpoint.Flight flight = endpoint.started(now);
        work.startedAs(flight);
        flights.addLast(flight);
        giveTurn(endpoint, now);
        return work;
    }

    /** Notes who is late, gives turns to those whose time has come, and forgets whom there is nothing to know of. */
    private void wake(long now) {
        noteLate(now);
        for (Timed first = timed.peek(); first != null && first.at() - now <= 0; first = timed.peek()) {
            timed.remove();
            first.endpoint().timed = false;
            giveUpWaiting(first.endpoint(), now);
            giveTurn(first.endpoint(), now);
        }
        forgetIdle(now);
    }

    private void noteLate(long now) {
        long latest = now - rules.endpoint().prompt().toNanos();
        for (Endpoint.Flight first = flights.peekFirst();
                first != null && (first.at() - latest <= 0 || first.ended());
                first = flights.peekFirst()) {
            flights.removeFirst();
            if (!first.ended()) {
                first.isLate();
                late++;
            }
        }
    }

    private void forgetIdle(long now) {
        long latest = now - rules.memory().toNanos();
        for (Idle first = idle.peekFirst(); first != null && first.since() - latest <= 0; first = idle.peekFirst()) {
            idle.removeFirst();
            Endpoint endpoint = first.endpoint();
            endpoint.idle = false;
            if (isIdle(endpoint) && endpoint.idleSince - latest <= 0) {
                byWebhook.remove(endpoint.webhookId());
                byWindow.values().forEach(neighbours -> neighbours.all.remove(endpoint));
            } else {
                rest(endpoint);
            }
        }
    }

    private void giveUpWaiting(Endpoint endpoint, long now) {
        Work head = endpoint.waiting().peekFirst();
        if (endpoint.isDown()
                && head != null
                && now - head.receivedAtNanos() > rules.patience().toNanos()) {
            // One stays, to be the next probe.
            overflow(endpoint, 1, now);
        }
    }

    private static boolean isIdle(Endpoint endpoint) {
        return endpoint.unfinished() == 0 && !endpoint.setAside;
    }

    /** One that {@link #next} gave out has ended. */
    void ended(Work work, Reply reply, long now) {
        Endpoint endpoint = endpointOf(work);
        end(endpoint, work, reply, now);
        giveTurn(endpoint, now);
        rest(endpoint, now);
    }

    private void end(Endpoint endpoint, Work work, Reply reply, long now) {
        if (work.flight().late()) {
            late--;
        }
        endpoint.ended(work.flight(), reply, now);
    }

    private void rest(Endpoint endpoint, long now) {
        endpoint.idleSince = now;
        rest(endpoint);
    }

    private void rest(Endpoint endpoint) {
        if (isIdle(endpoint)) {
            Neighbours.rests(endpoint);
            if (!endpoint.idle) {
                endpoint.idle = true;
                idle.addLast(new Idle(endpoint, endpoint.idleSince));
            }
        }
    }

    /** One that {@link #next} gave out could not start: it waits at the head, its webhook until {@link #tryAgain}. */
    void putBack(Work work, long now) {
        Endpoint endpoint = endpointOf(work);
        end(endpoint, work, Reply.NOT_SENT, now);
        endpoint.waiting().addFirst(work);
        waiting++;
        if (!endpoint.setAside) {
            endpoint.setAside = true;
            setAside.add(endpoint);
        }
    }

    /**
     * Whether one that {@link #next} gave out may go by what its owner allows now. If not, it waits again, by the new
     * limit.
     *
     * @param perSecond how many POSTs a second; null for no limit
     */
    boolean isWithinLimit(Work work, @Nullable Integer perSecond, long now) {
        Endpoint endpoint = endpointOf(work);
        if (endpoint.isLimitedTo(perSecond)) {
            return true;
        }
        end(endpoint, work, Reply.NOT_SENT, now);
        endpoint.waiting().addFirst(work);
        waiting++;
        endpoint.limit(perSecond);
        if (perSecond != null && rules.overflow() instanceof Overflow.Leave leave && leave.limited()) {
            leave(endpoint, 0, now);
        }
        giveTurn(endpoint, now);
        return false;
    }

    /** Gives those a turn again whose delivery was put back. */
    void tryAgain(long now) {
        for (Endpoint endpoint : setAside) {
            endpoint.setAside = false;
            giveTurn(endpoint, now);
            rest(endpoint, now);
        }
        setAside.clear();
    }

    /** Takes deliveries out that have not started. */
    void discard(Predicate<Work> which, long now) {
        for (Endpoint endpoint : byWebhook.values()) {
            int before = endpoint.waiting().size();
            endpoint.waiting().removeIf(which);
            waiting -= before - endpoint.waiting().size();
            rest(endpoint, now);
        }
        leaving.removeIf(which);
    }

    /** How many deliveries have not started. */
    int waiting() {
        return waiting;
    }

    /** How many POSTs in flight take longer than a prompt answer. */
    int late() {
        return late;
    }

    private boolean mayStart(Endpoint endpoint, long now) {
        return wantsTurn(endpoint) && endpoint.startsAt(now) - now <= 0;
    }

    private boolean wantsTurn(Endpoint endpoint) {
        boolean tooManyLate = endpoint.late() > 0 && late >= rules.lateInFlight();
        return !endpoint.setAside && !endpoint.waiting().isEmpty() && endpoint.hasRoom() && !tooManyLate;
    }

    private void giveTurn(Endpoint endpoint, long now) {
        if (endpoint.inTurn || !wantsTurn(endpoint)) {
            return;
        }
        long at = endpoint.startsAt(now);
        if (at - now <= 0) {
            endpoint.inTurn = true;
            turns.addLast(endpoint);
        } else if (!endpoint.timed) {
            endpoint.timed = true;
            timed.add(new Timed(endpoint, at, at - beginning));
        }
    }

    private Endpoint endpointOf(Work work) {
        return byWebhook.computeIfAbsent(
                work.delivery().webhookId(), webhookId -> new Endpoint(webhookId, rules.endpoint()));
    }
}
