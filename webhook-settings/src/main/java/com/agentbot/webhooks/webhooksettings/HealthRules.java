package com.agentbot.webhooks.webhooksettings;

import java.time.Duration;
import java.time.Instant;

/**
 * When a webhook that only fails is told of, and when it is switched off. Judged by the time of a failed attempt, so never
 * because nothing was sent.
 *
 * @param tellAfter how long nothing but failures until its owner is told
 * @param disableAfter how long nothing but failures until it is switched off
 * @param attempts how many must have failed for either, 1 or more
 * @param delay how old an attempt may be when it is judged: of an older one, what came after it may not be known yet
 */
record HealthRules(Duration tellAfter, Duration disableAfter, int attempts, Duration delay) {
    /** What follows from an attempt that failed. */
    enum Verdict {
        NOTHING,
        TELL,
        SWITCH_OFF
    }

    /**
     * The verdict on a webhook.
     *
     * @param health with all that is known by now
     * @param at the time of its latest attempt, which failed
     * @param now the time of the judgement
     */
    Verdict judge(Health health, Instant at, Instant now) {
        Instant since = health.since();
        if (since == null || health.failures() < attempts || at.isBefore(now.minus(delay))) {
            return Verdict.NOTHING;
        }
        if (!at.isBefore(since.plus(disableAfter))) {
            return Verdict.SWITCH_OFF;
        }
        return at.isBefore(since.plus(tellAfter)) || health.isToldSince() ? Verdict.NOTHING : Verdict.TELL;
    }
}
