package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final OptionalLong KEPT_UP = OptionalLong.of(0);
    private static final OptionalLong BEHIND = OptionalLong.of(1_001);

    private long nowNanos = 1_000_000_000_000L;
    private final Pace pace = new Pace(new Pace.Bounds(20_000, 500, 1_000), nowNanos);

    @Test
    void noMoreGoesInASecondThanTheRateAndAFifthOfASecondsWorth() {
        assertThat(goes(Duration.ofSeconds(1), false, KEPT_UP)).isBetween(20_000L, 24_000L);
        assertThat(goes(Duration.ofSeconds(10), true, KEPT_UP)).isBetween(199_000L, 201_000L);
    }

    @Test
    void whatIsLateTricklesWhileWorkersAreBehindAndNeverStops() {
        assertThat(goes(Duration.ofSeconds(1), true, BEHIND)).isBetween(500L, 600L);
        assertThat(goes(Duration.ofSeconds(10), true, BEHIND)).isBetween(4_950L, 5_050L);
    }

    @Test
    void whatIsOnTimeGoesHoweverFarWorkersAreBehind() {
        assertThat(goes(Duration.ofSeconds(1), false, BEHIND)).isGreaterThanOrEqualTo(20_000L);
    }

    @Test
    void theTrickleEndsWhenWorkersHaveCaughtUpOrNobodyKnows() {
        assertThat(goes(Duration.ofSeconds(1), true, BEHIND)).isLessThan(1_000);
        assertThat(goes(Duration.ofSeconds(1), true, OptionalLong.of(1_000))).isGreaterThan(19_000);
        assertThat(goes(Duration.ofSeconds(1), true, BEHIND)).isLessThan(1_000);
        assertThat(goes(Duration.ofSeconds(1), true, OptionalLong.empty())).isGreaterThan(19_000);
    }

    @Test
    void onceTheRateIsUsedUpItGoesOnInPortionsAndNotOneByOne() {
        pass(Duration.ZERO, KEPT_UP);
        assertThat(takeAll(false)).isEqualTo(4_000);
        assertThat(pace.hasRefused()).isTrue();
        pass(Duration.ofMillis(49), KEPT_UP);
        assertThat(pace.take(false)).isFalse();
        pass(Duration.ofMillis(1), KEPT_UP);
        assertThat(pace.hasRefused()).isFalse();
        assertThat(takeAll(false)).isEqualTo(1_000);
    }

    @Test
    void theSlowestPaceIsOneASecondAndNotNone() {
        Pace slowest = new Pace(new Pace.Bounds(1, 1, 0), nowNanos);
        assertThat(slowest.take(false)).isTrue();
        assertThat(slowest.take(false)).isFalse();
        slowest.passed(nowNanos + Duration.ofSeconds(1).toNanos(), KEPT_UP);
        assertThat(slowest.take(false)).isTrue();
    }

    /** How many go in that time, by a loop that comes round every ten milliseconds. */
    private long goes(Duration time, boolean late, OptionalLong behind) {
        long gone = 0;
        for (long millis = 0; millis < time.toMillis(); millis += 10) {
            pass(Duration.ofMillis(10), behind);
            gone += takeAll(late);
        }
        return gone;
    }

    private void pass(Duration time, OptionalLong behind) {
        nowNanos += time.toNanos();
        pace.passed(nowNanos, behind);
    }

    private long takeAll(boolean late) {
        long taken = 0;
        while (pace.take(late)) {
            taken++;
        }
        return taken;
    }
}
