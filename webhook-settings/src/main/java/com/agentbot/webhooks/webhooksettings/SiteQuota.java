package com.agentbot.webhooks.webhooksettings;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * So many times a minute and site, counted in this instance and from the full minute on. Holds no more than one minute's
 * sites. Safe for use by many threads.
 */
final class SiteQuota {
    private static final long MINUTE_MILLIS = 60_000;

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Integer> taken = new HashMap<>();
    private long minute;

    SiteQuota(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Takes one; false when the site has none left. */
    synchronized boolean take(String site) {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            minute = now;
            taken.clear();
        }
        return taken.merge(site, 1, Integer::sum) <= perMinute;
    }
}
