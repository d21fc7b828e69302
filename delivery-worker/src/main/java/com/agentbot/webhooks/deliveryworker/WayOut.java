package com.agentbot.webhooks.deliveryworker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who shares a partition's window, and the way out for those that hold up the others: one that outgrows its share has its
 * deliveries taken elsewhere. Nobody knows who waits behind them in a partition that is held back, so one that seems to
 * have it to itself leaves too. Used by one thread.
 */
final class WayOut {
    private final Rules rules;
    private final Left left;
    private final Map<PartitionWindow, Neighbours> byWindow = new HashMap<>();
    private final List<Leaving> leaving = new ArrayList<>();

    /**
     * A delivery that is not to be sent here.
     *
     * @param untilTurn how long it has to wait for its turn, as far as one can tell; null where the endpoint is down
     */
    record Leaving(Work work, @Nullable Duration untilTurn) {}

    /** Who is told that deliveries of an endpoint wait here no more. */
    interface Left {
        void left(Endpoint endpoint, int deliveries, long now);
    }

    /** The endpoints of one partition that have something to do. */
    static final class Neighbours {
        private final Set<Endpoint> busy = new HashSet<>();
    }

    /**
     * When somebody leaves.
     *
     * @param windowRecords how many records of a partition may be received and not finished
     * @param overflow how
     */
    record Rules(int windowRecords, Overflow overflow) {
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
         * back no better. Those with a limit of their owner's leave at once.
         */
        record Leave(Duration atLeast, Duration atMost) implements Overflow {}

        /** What is too much leaves, the last first. */
        record Shed() implements Overflow {}
    }

    WayOut(Rules rules, Left left) {
        this.rules = rules;
        this.left = left;
    }

    /** A delivery has joined its endpoint's queue. */
    void arrived(Endpoint endpoint, PartitionWindow window, @Nullable Integer perSecond, long now) {
        Neighbours neighbours = byWindow.computeIfAbsent(window, anew -> new Neighbours());
        begins(neighbours, endpoint);
        int share = rules.share(neighbours.busy.size());
        switch (rules.overflow()) {
            case Overflow.Leave leave when endpoint.isAway(now) || perSecond != null -> leave(endpoint, 0, now);
            case Overflow.Leave leave when endpoint.unfinished() > share -> overflow(endpoint, 0, now);
            case Overflow.Leave leave -> {}
            case Overflow.Shed shed when endpoint.unfinished() > share -> leave(endpoint, share / 2, now);
            case Overflow.Shed shed -> {}
        }
    }

    private static void begins(Neighbours neighbours, Endpoint endpoint) {
        if (endpoint.neighbours != neighbours) {
            rests(endpoint);
            endpoint.neighbours = neighbours;
            neighbours.busy.add(endpoint);
        }
    }

    /** It has nothing to do, and takes no share. */
    static void rests(Endpoint endpoint) {
        if (endpoint.neighbours != null) {
            endpoint.neighbours.busy.remove(endpoint);
            endpoint.neighbours = null;
        }
    }

    /**
     * It holds up the others.
     *
     * @param keptOfShed how many of its deliveries stay where not all of them leave
     */
    void overflow(Endpoint endpoint, int keptOfShed, long now) {
        switch (rules.overflow()) {
            case Overflow.Leave leave -> {
                endpoint.goAway(now, leave.atLeast(), leave.atMost());
                leave(endpoint, 0, now);
            }
            case Overflow.Shed shed -> leave(endpoint, keptOfShed, now);
        }
    }

    /** Its owner has set a limit. */
    void limited(Endpoint endpoint, long now) {
        if (rules.overflow() instanceof Overflow.Leave) {
            leave(endpoint, 0, now);
        }
    }

    private void leave(Endpoint endpoint, int kept, long now) {
        Deque<Work> queue = endpoint.waiting();
        List<Work> out = new ArrayList<>();
        while (queue.size() > kept) {
            out.add(queue.removeLast());
        }
        for (Work work : out.reversed()) {
            leaving.add(new Leaving(work, endpoint.isDown() ? null : endpoint.nextTurn(now)));
        }
        left.left(endpoint, out.size(), now);
    }

    /**
     * What leaves: deliveries that are not to be sent here. Each is told once.
     *
     * @param pressed whether a partition is close to receiving nothing more because of what is unfinished in it
     */
    List<Leaving> leaving(Predicate<PartitionWindow> pressed, long now) {
        byWindow.keySet().removeIf(PartitionWindow::closed);
        byWindow.forEach((window, neighbours) -> {
            if (pressed.test(window)) {
                relieve(List.copyOf(neighbours.busy), now);
            }
        });
        if (leaving.isEmpty()) {
            return List.of();
        }
        List<Leaving> told = List.copyOf(leaving);
        leaving.clear();
        return told;
    }

    /** Whoever cannot send, although its deliveries could start, holds the others up. */
    private void relieve(List<Endpoint> endpoints, long now) {
        for (Endpoint endpoint : endpoints) {
            boolean held = !endpoint.hasRoom() || endpoint.startsAt(now) - now > 0;
            if (held && !endpoint.waiting().isEmpty()) {
                overflow(endpoint, endpoint.waiting().size() / 2, now);
            }
        }
    }

    /** Some that were about to leave do not any more. */
    void discard(Predicate<Work> which) {
        leaving.removeIf(each -> which.test(each.work()));
    }
}
