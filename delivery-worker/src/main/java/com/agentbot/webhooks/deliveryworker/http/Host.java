package com.agentbot.webhooks.deliveryworker.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One origin: its idle connections, its connections in all, and the POSTs that wait for one. */
final class Host {
    private final Origin origin;
    private final Deque<Connection> idle = new ArrayDeque<>(2);
    private final Deque<Exchange> waiting = new ArrayDeque<>(0);
    /** Idle, busy and being opened. */
    private int open;

    Host(Origin origin) {
        this.origin = origin;
    }

    Origin origin() {
        return origin;
    }

    int open() {
        return open;
    }

    void opens() {
        open++;
    }

    void closes() {
        open--;
    }

    boolean isUnused() {
        return open == 0 && waiting.isEmpty();
    }

    Deque<Exchange> waiting() {
        return waiting;
    }

    /** The connection used last, because the others may then idle out. */
    @Nullable
    Connection takeIdle() {
        return idle.pollFirst();
    }

    void addIdle(Connection connection) {
        idle.addFirst(connection);
    }

    void removeIdle(Connection connection) {
        idle.removeLastOccurrence(connection); // what idles out or is evicted was used longest ago
    }
}
