package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a batch of attempts has brought a webhook. Pure.
 *
 * @param health after all of them
 * @param recovery null where there was none to tell of
 * @param lastFailure the latest that failed, of those that count since the last success; null where none did
 * @param gone the one that was answered 410 with the newest settings; null where none was
 */
record Course(
        Health health,
        @Nullable Recovery recovery,
        @Nullable Attempt lastFailure,
        @Nullable Attempt gone) {

    /**
     * A success that its owner waits for.
     *
     * @param from how the webhook was before it
     */
    record Recovery(Health from, Attempt success) {}

    /**
     * Follows the attempts.
     *
     * @param before the webhook's health before them
     * @param webhook as it is now: what failed before its last change says nothing of it, nor what fails while it is off
     * @param attempts in the order in which they were written, each for the first time
     * @param outrun the deliveries that a newer one has outrun: one that was delivered
     */
    static Course of(Health before, StoredWebhook webhook, List<Attempt> attempts, Set<UUID> outrun) {
        Course course = new Course(before.ofSettingsSince(webhook.updatedAt()), null, null, null);
        for (Attempt attempt : attempts) {
            course = switch (Sign.of(attempt)) {
                case SUCCESS -> course.succeeded(attempt);
                case FAILURE -> course.failed(attempt, webhook, outrun);
                case GONE -> course.gone(attempt);
                case NOTHING -> course;
            };
        }
        return course;
    }

    private Course succeeded(Attempt attempt) {
        return new Course(Health.FINE, health.isTold() ? new Recovery(health, attempt) : recovery, null, gone);
    }

    private Course gone(Attempt attempt) {
        boolean newer = gone == null || versionOf(attempt) >= versionOf(gone);
        return new Course(health, recovery, lastFailure, newer ? attempt : gone);
    }

    /** The version of the webhook's settings that an attempt was made with, where its record says so. */
    static long versionOf(Attempt attempt) {
        Long version = attempt.webhookVersion();
        return version == null ? Long.MIN_VALUE : version;
    }

    private Course failed(Attempt attempt, StoredWebhook webhook, Set<UUID> outrun) {
        Instant at = Instant.ofEpochMilli(attempt.atMillis());
        if (!webhook.setup().enabled() || at.isBefore(webhook.updatedAt())) {
            return this;
        }
        // A retry without a failing webhook: since the attempt before it something was delivered.
        boolean isFirst = attempt.number() == 1 && !outrun.contains(attempt.deliveryId());
        return new Course(health.failed(at, isFirst), recovery, attempt, gone);
    }
}
