package com.agentbot.webhooks.schemas.event;

/** How many documents the properties are tried on, and the seed to try the same ones again. */
final class Documents {
    private Documents() {}

    /** Set with {@code -Ddocuments}; the profile {@code million} sets a million. */
    static int count() {
        return Integer.getInteger("documents", 2_000);
    }

    /** A new one each time, or what {@code -Dseed} says. */
    static long seed() {
        return Long.getLong("seed", System.nanoTime());
    }
}
