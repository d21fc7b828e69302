package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * So many times a minute for each key, such as a site: counted in this instance and from the full minute on. Holds no
 * more than one minute's keys, and of these a bounded number; those beyond share one count. Safe for use by many threads.
 */
final class Quota {
    static final int MOST_KEYS = 100_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final String OTHERS = "";

    private final int perMinute;
    private final String refusal;
    private final Clock clock;
    private final Map<String, Integer> taken = new HashMap<>();
    private long minute;

    /**
     * With nothing taken yet.
     *
     * @param refusal a sentence for whoever has none left
     */
    Quota(int perMinute, String refusal, Clock clock) {
        this.perMinute = perMinute;
        this.refusal = refusal;
        this.clock = clock;
    }

    /** Takes one; a {@link Problem} of status 429 where none is left. */
    void take(String key) {
        if (count(key) > perMinute) {
            throw refused();
        }
    }

    /** Takes one, or goes without. */
    void note(String key) {
        int unused = count(key);
    }

    /** Takes none; a {@link Problem} of status 429 where none is left. */
    void check(String key) {
        if (counted(key) >= perMinute) {
            throw refused();
        }
    }

    private synchronized int count(String key) {
        return taken.merge(place(key), 1, (before, one) -> Math.min(before, perMinute) + one);
    }

    private synchronized int counted(String key) {
        return taken.getOrDefault(place(key), 0);
    }

    private String place(String key) {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            minute = now;
            taken.clear();
        }
        return taken.size() < MOST_KEYS || taken.containsKey(key) ? key : OTHERS;
    }

    private Problem refused() {
        return Problem.tooManyRequests(
                refusal, Duration.ofMillis(MINUTE_MILLIS - Math.floorMod(clock.millis(), MINUTE_MILLIS)));
    }
}
