package com.agentbot.webhooks.webhooksettings;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook has fared since its last success. Pure.
 *
 * @param since when the first attempt after it failed; null while none has
 * @param failures how many have failed since then
 * @param toldAt the time of the attempt at which its owner was told that it is failing; null when it has recovered since
 */
record Health(
        @Nullable Instant since, int failures, @Nullable Instant toldAt) {
    static final Health FINE = new Health(null, 0, null);

    /** What is left of it after the webhook was changed: what failed before says nothing of it as it is now. */
    Health ofSettingsSince(Instant changedAt) {
        return since == null || !since.isBefore(changedAt) ? this : new Health(null, 0, toldAt);
    }

    /**
     * After one more failed attempt.
     *
     * @param isFirst whether no success came before it that is newer than its delivery: an old delivery that fails again
     *     does not make a webhook failing that has delivered what came later
     */
    Health failed(Instant at, boolean isFirst) {
        if (since == null) {
            return isFirst ? new Health(at, 1, toldAt) : this;
        }
        return new Health(since, failures + 1, toldAt);
    }

    Health told(Instant at) {
        return new Health(since, failures, at);
    }

    /** Whether its owner knows, from now or from an earlier time that has not ended in a success. */
    boolean isTold() {
        return toldAt != null;
    }

    /** Whether its owner has been told of this very failing. */
    boolean isToldSince() {
        return toldAt != null && since != null && !toldAt.isBefore(since);
    }
}
