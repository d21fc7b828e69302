package com.agentbot.webhooks.retryscheduler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is told to move on. */
final class SettableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-05-17T12:34:56Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Only one thread may call this. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void passes(Duration time) {
        now = now.plus(time);
    }
}
