package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.Endpoint.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One queue for each webhook, turns between them, and a way out for those that hold up the others of their partition. A
 * webhook with a thousand waiting deliveries gets no more turns than one with a single delivery. No I/O, no clock; used
 * by one thread. Times are by {@link System#nanoTime}.
 */
final class Endpoints {
    private final Rules rules;
    private final Map<String, Endpoint> byWebhook = new HashMap<>();
    private final WayOut wayOut;
    private final Flights flights = new Flights();
    private final Resting resting;
    /** Those that may start a POST, in the order of their turns. */
    private final Deque<Endpoint> turns = new ArrayDeque<>();
    /** Those that have room, but whose time has not come. */
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(Comparator.comparingLong(Timed::sinceStart));

    private final long beginning;
    private int waiting;

    private record Timed(Endpoint endpoint, long at, long sinceStart) {}

    /**
     * How the lane treats its endpoints.
     *
     * @param lateInFlight late POSTs in flight of all endpoints together, before those that have some get no more
     * @param patience how long deliveries wait here for an endpoint that is down
     * @param memory how long an endpoint's behaviour is remembered when nothing is sent to it
     */
    record Rules(Endpoint.Rules endpoint, WayOut.Rules wayOut, int lateInFlight, Duration patience, Duration memory) {}

    /**
     * No endpoints yet.
     *
     * @param now any time before all that follow
     */
    Endpoints(Rules rules, long now) {
        this.rules = rules;
        this.wayOut = new WayOut(rules.wayOut(), this::left);
        this.resting = new Resting(rules.memory());
        this.beginning = now;
    }

    /**
     * A delivery was received.
     *
     * @param perSecond how many POSTs a second its webhook's owner allows; null for no limit
     */
    void add(Work work, @Nullable Integer perSecond, long now) {
        Endpoint endpoint = endpointOf(work);
        endpoint.limit(perSecond);
        endpoint.waiting().addLast(work);
        waiting++;
        wayOut.arrived(endpoint, work.slot().window(), perSecond, now);
        giveTurn(endpoint, now);
    }

    private void left(Endpoint endpoint, int deliveries, long now) {
        waiting -= deliveries;
        rest(endpoint, now);
    }

    /**
     * What leaves: deliveries that are not to be sent here. Each is told once.
     *
     * @param pressed whether a partition is close to receiving nothing more because of what is unfinished in it
     */
    List<WayOut.Leaving> leaving(Predicate<PartitionWindow> pressed, long now) {
        return wayOut.leaving(pressed, now);
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
            left(endpoint, 1, now);
        }
    }

    private Work start(Endpoint endpoint, long now) {
        Work work = endpoint.waiting().removeFirst();
        waiting--;
        Endpoint.Flight flight = endpoint.started(now);
        work.startedAs(flight);
        flights.begins(flight);
        giveTurn(endpoint, now);
        return work;
    }

    /** Notes who is late, gives turns to those whose time has come, and forgets whom there is nothing to know of. */
    private void wake(long now) {
        flights.noteLate(now - rules.endpoint().prompt().toNanos());
        for (Timed first = timed.peek(); first != null && first.at() - now <= 0; first = timed.peek()) {
            timed.remove();
            first.endpoint().timed = false;
            giveUpWaiting(first.endpoint(), now);
            giveTurn(first.endpoint(), now);
        }
        resting.forget(now, endpoint -> byWebhook.remove(endpoint.webhookId()));
    }

    private void giveUpWaiting(Endpoint endpoint, long now) {
        Work head = endpoint.waiting().peekFirst();
        if (endpoint.isDown()
                && head != null
                && now - head.receivedAtNanos() > rules.patience().toNanos()) {
            // One stays, to be the next probe.
            wayOut.overflow(endpoint, 1, now);
        }
    }

    /** One that {@link #next} gave out has ended. */
    void ended(Work work, Reply reply, long now) {
        Endpoint endpoint = endpointOf(work);
        end(endpoint, work, reply, now);
        giveTurn(endpoint, now);
        rest(endpoint, now);
    }

    private void end(Endpoint endpoint, Work work, Reply reply, long now) {
        flights.ends(work.flight());
        endpoint.ended(work.flight(), reply, now);
    }

    private void rest(Endpoint endpoint, long now) {
        if (endpoint.isIdle()) {
            WayOut.rests(endpoint);
            resting.begins(endpoint, now);
        }
    }

    /** One that {@link #next} gave out could not start: it waits at the head, and its webhook for a moment. */
    void putBack(Work work, long now) {
        Endpoint endpoint = takeBack(work, now);
        endpoint.pause(now);
        giveTurn(endpoint, now);
    }

    private Endpoint takeBack(Work work, long now) {
        Endpoint endpoint = endpointOf(work);
        end(endpoint, work, Reply.NOT_SENT, now);
        endpoint.waiting().addFirst(work);
        waiting++;
        return endpoint;
    }

    /**
     * Whether one that {@link #next} gave out may go by what its owner allows now. If not, it waits again, by the new
     * limit.
     *
     * @param perSecond how many POSTs a second; null for no limit
     */
    boolean isWithinLimit(Work work, @Nullable Integer perSecond, long now) {
        if (endpointOf(work).isLimitedTo(perSecond)) {
            return true;
        }
        Endpoint endpoint = takeBack(work, now);
        endpoint.limit(perSecond);
        if (perSecond != null) {
            wayOut.limited(endpoint, now);
        }
        giveTurn(endpoint, now);
        return false;
    }

    /** Takes deliveries out that have not started. */
    void discard(Predicate<Work> which, long now) {
        for (Endpoint endpoint : byWebhook.values()) {
            int before = endpoint.waiting().size();
            endpoint.waiting().removeIf(which);
            left(endpoint, before - endpoint.waiting().size(), now);
        }
        wayOut.discard(which);
    }

    /** How many deliveries have not started. */
    int waiting() {
        return waiting;
    }

    /** How many POSTs in flight take longer than a prompt answer. */
    int late() {
        return flights.late();
    }

    private boolean mayStart(Endpoint endpoint, long now) {
        return wantsTurn(endpoint) && endpoint.startsAt(now) - now <= 0;
    }

    private boolean wantsTurn(Endpoint endpoint) {
        boolean tooManyLate = endpoint.late() > 0 && flights.late() >= rules.lateInFlight();
        return !endpoint.waiting().isEmpty() && endpoint.hasRoom() && !tooManyLate;
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
