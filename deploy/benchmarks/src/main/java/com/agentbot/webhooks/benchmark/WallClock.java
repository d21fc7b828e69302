package com.agentbot.webhooks.benchmark;

import java.time.Instant;

/** The machine's clock, which all processes of a run share. */
final class WallClock {
    private WallClock() {}

    /** Microseconds of the Unix epoch. */
    static long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
