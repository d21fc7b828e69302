package com.agentbot.webhooks.webhooksettings;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How old the oldest attempt is that is on the topic and not in the delivery log, as far as this instance knows: of the
 * partitions that it writes. Told by one thread, asked by many.
 */
final class LogLateness {
    private static final long UNKNOWN = -1;
    private static final long CAUGHT_UP = 0;
    private static final double MILLIS = 1_000;

    private final Clock clock;
    private volatile long oldestMillis = UNKNOWN;

    LogLateness(Clock clock) {
        this.clock = clock;
    }

    /** In seconds; 0 when the log has caught up, null where this instance cannot tell. */
    @Nullable
    Double seconds() {
        long oldest = oldestMillis;
        if (oldest == UNKNOWN) {
            return null;
        }
        return oldest == CAUGHT_UP ? 0.0 : Math.max(0, clock.millis() - oldest) / MILLIS;
    }

    /** The oldest attempt that is not logged was written then. */
    void waitingSince(long millis) {
        oldestMillis = millis > 0 ? millis : clock.millis();
    }

    /** All that is known of is logged. */
    void caughtUp() {
        oldestMillis = CAUGHT_UP;
    }

    /** This instance writes no partition, or does not know yet where one stands. */
    void unknown() {
        oldestMillis = UNKNOWN;
    }
}
