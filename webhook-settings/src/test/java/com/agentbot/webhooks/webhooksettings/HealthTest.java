package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.webhooksettings.HealthRules.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a webhook that only fails is told of and switched off: to the millisecond, and never otherwise. */
class HealthTest {
    private static final HealthRules RULES =
            new HealthRules(Duration.ofDays(1), Duration.ofDays(5), 3, Duration.ofMinutes(15));
    private static final Instant SINCE = Instant.parse("2026-05-12T13:04:00Z");

    @Test
    void bothLimitsAreMetToTheMillisecond() {
        assertThat(judge(3, Duration.ofDays(1).minusMillis(1))).isEqualTo(Verdict.NOTHING);
        assertThat(judge(3, Duration.ofDays(1))).isEqualTo(Verdict.TELL);
        assertThat(judge(3, Duration.ofDays(5).minusMillis(1))).isEqualTo(Verdict.TELL);
        assertThat(judge(3, Duration.ofDays(5))).isEqualTo(Verdict.SWITCH_OFF);
    }

    @Test
    void nothingHappensBeforeTheMinimumOfAttempts() {
        assertThat(judge(2, Duration.ofDays(400))).isEqualTo(Verdict.NOTHING);
        assertThat(judge(3, Duration.ofDays(400))).isEqualTo(Verdict.SWITCH_OFF);
    }

    @Test
    void itIsToldOnceOfEachFailing() {
        Health told = new Health(SINCE, 3, null).told(SINCE.plus(Duration.ofDays(1)));
        assertThat(judge(told, Duration.ofDays(2), Duration.ZERO)).isEqualTo(Verdict.NOTHING);
        assertThat(judge(told, Duration.ofDays(5), Duration.ZERO)).isEqualTo(Verdict.SWITCH_OFF);
        Health anew = new Health(SINCE, 3, SINCE.minusMillis(1));
        assertThat(judge(anew, Duration.ofDays(1), Duration.ZERO)).isEqualTo(Verdict.TELL);
    }

    @Test
    void anAttemptThatIsReadLateDecidesNothing() {
        Health health = new Health(SINCE, 3, null);
        assertThat(judge(health, Duration.ofDays(5), Duration.ofMinutes(15))).isEqualTo(Verdict.SWITCH_OFF);
        assertThat(judge(health, Duration.ofDays(5), Duration.ofMinutes(15).plusMillis(1)))
                .isEqualTo(Verdict.NOTHING);
    }

    @Test
    void aWebhookThatIsFineIsLeftAlone() {
        assertThat(RULES.judge(Health.FINE, SINCE, SINCE)).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void onlyWhatBeganAfterTheLastChangeSaysAnything() {
        Health health = new Health(SINCE, 3, SINCE);
        assertThat(health.ofSettingsSince(SINCE)).isEqualTo(health);
        assertThat(health.ofSettingsSince(SINCE.plusMillis(1))).isEqualTo(new Health(null, 0, SINCE));
    }

    private static Verdict judge(int failures, Duration after) {
        return judge(new Health(SINCE, failures, null), after, Duration.ZERO);
    }

    private static Verdict judge(Health health, Duration after, Duration late) {
        Instant at = SINCE.plus(after);
        return RULES.judge(health, at, at.plus(late));
    }
}
