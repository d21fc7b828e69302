package com.agentbot.webhooks.deliveryworker;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The POSTs in flight of all endpoints of a lane, the first begun first, so that those that are late are found without
 * looking at the others. Used by one thread.
 */
final class Flights {
    /** Some may have ended. */
    private final Deque<Endpoint.Flight> byStart = new ArrayDeque<>();

    private int late;

    void begins(Endpoint.Flight flight) {
        byStart.addLast(flight);
    }

    void ends(Endpoint.Flight flight) {
        if (flight.late()) {
            late--;
        }
    }

    /**
     * Notes who is late.
     *
     * @param before those that began then, or earlier
     */
    void noteLate(long before) {
        for (Endpoint.Flight first = byStart.peekFirst();
                first != null && (first.at() - before <= 0 || first.ended());
                first = byStart.peekFirst()) {
            byStart.removeFirst();
            if (!first.ended()) {
                first.isLate();
                late++;
            }
        }
    }

    int late() {
        return late;
    }
}
