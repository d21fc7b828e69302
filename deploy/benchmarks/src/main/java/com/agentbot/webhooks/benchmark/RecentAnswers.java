package com.agentbot.webhooks.benchmark;

/** When the last successes were answered; the oldest are forgotten. Used by one thread. */
final class RecentAnswers {
    private static final int KEPT = 1 << 16;

    private final long[] micros = new long[KEPT];
    private int next;

    void add(long nowMicros) {
        micros[next] = nowMicros;
        next = (next + 1) % KEPT;
    }

    /** How many there were from the one time to the other, both included. */
    int between(long sinceMicros, long untilMicros) {
        int found = 0;
        for (long at : micros) {
            if (at >= sinceMicros && at <= untilMicros) {
                found++;
            }
        }
        return found;
    }
}
