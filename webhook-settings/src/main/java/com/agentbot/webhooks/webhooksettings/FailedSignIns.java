package com.agentbot.webhooks.webhooksettings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * Keeps whoever guesses from guessing fast: from an address with too many failures nothing is looked up any more until the
 * minute is over. But for what was let in lately: who guesses must not lock those out who share the address. Safe for use
 * by many threads.
 */
final class FailedSignIns {
    private static final Duration LATELY = Duration.ofMinutes(10);

    private final Quota failures;
    /** By the hash of the credential. */
    private final Cache<String, Boolean> letIn = Caffeine.newBuilder()
            .maximumSize(Quota.MOST_KEYS)
            .expireAfterAccess(LATELY)
            .build();

    FailedSignIns(int perMinute, Clock clock) {
        this.failures = new Quota(
                perMinute, "Too many requests with wrong tokens come from this address; wait a minute.", clock);
    }

    /** Lets a credential be looked at, or refuses with a problem of status 429. */
    void admit(String address, Credential credential) {
        if (letIn.getIfPresent(Sha256.hex(credential.text())) == null) {
            failures.check(address);
        }
    }

    void letIn(Credential credential) {
        letIn.put(Sha256.hex(credential.text()), true);
    }

    void failed(String address, Credential credential) {
        letIn.invalidate(Sha256.hex(credential.text()));
        failures.note(address);
    }
}
