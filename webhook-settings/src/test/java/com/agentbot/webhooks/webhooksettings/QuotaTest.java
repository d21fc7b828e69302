package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** So many a minute, and when there are more again. */
class QuotaTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-05-17T12:34:15.5Z"));

    private static void refused(Runnable call, Duration wait) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.retryAfter()).hasValue(wait);
        });
    }

    @Test
    void eachKeyHasItsOwnAndMoreWithTheNextMinute() {
        Quota quota = new Quota(2, "Wait.", clock);
        quota.take("one");
        quota.take("one");
        refused(() -> quota.take("one"), Duration.ofMillis(44_500));
        quota.take("other");

        clock.now = Instant.parse("2026-05-17T12:34:59.999Z");
        refused(() -> quota.take("one"), Duration.ofMillis(1));
        clock.now = Instant.parse("2026-05-17T12:35:00Z");
        quota.take("one");
    }

    @Test
    void itHoldsABoundedNumberOfKeysAndTheRestShareOne() {
        Quota quota = new Quota(1, "Wait.", clock);
        for (int i = 0; i < Quota.MOST_KEYS; i++) {
            quota.take("key-" + i);
        }
        quota.take("beyond");
        refused(() -> quota.take("beyond too"), Duration.ofMillis(44_500));
        refused(() -> quota.take("key-0"), Duration.ofMillis(44_500));
    }

    @Test
    void whoGuessesIsRefusedWithoutALookButNotWhoWasLetInFromTheSameAddress() {
        FailedSignIns failures = new FailedSignIns(2, clock);
        Credential good = new Credential.Bearer("good");
        failures.admit("address", good);
        failures.letIn(good);
        for (String guess : new String[] {"a", "b"}) {
            failures.admit("address", new Credential.Bearer(guess));
            failures.failed("address", new Credential.Bearer(guess));
        }

        refused(() -> failures.admit("address", new Credential.Bearer("c")), Duration.ofMillis(44_500));
        refused(() -> failures.admit("address", new Credential.Session("c")), Duration.ofMillis(44_500));
        assertThatCode(() -> failures.admit("address", good)).doesNotThrowAnyException();
        assertThatCode(() -> failures.admit("elsewhere", new Credential.Bearer("c")))
                .doesNotThrowAnyException();
        // Revoked meanwhile.
        failures.failed("address", good);
        refused(() -> failures.admit("address", good), Duration.ofMillis(44_500));

        clock.now = clock.now.plusSeconds(60);
        failures.admit("address", new Credential.Bearer("c"));
    }
}
