package com.agentbot.webhooks.retryscheduler;

import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, and a way to freeze whoever looks at it, as SIGSTOP freezes a process. */
final class FrozenClock implements InstantSource {
    private boolean frozen;
    private int waiting;

    @Override
    public synchronized Instant instant() {
        waiting++;
        while (frozen) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        waiting--;
        return Instant.now();
    }

    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    /** Whether somebody is frozen. */
    synchronized boolean holds() {
        return frozen && waiting > 0;
    }
}
