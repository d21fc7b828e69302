package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.deliveryworker.http.Failure;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final long NOW = Instant.parse("2026-05-17T12:00:00Z").toEpochMilli();

    private final Judge judge = new Judge(RetryTiers.parse(RetryTiers.DEFAULT));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 226, 299})
    void every2xxIsSuccess(int status) {
        assertThat(judge.judge(answered(status, null), attempt(1), NOW)).isEqualTo(new Verdict.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 429, 500, 502, 503, 600, 999})
    void everythingElseIsRetried(int status) {
        assertThat(judge.judge(answered(status, null), attempt(1), NOW)).isInstanceOf(Verdict.Retry.class);
    }

    @ParameterizedTest
    @CsvSource({"1,1m", "2,5m", "3,30m", "4,3h"})
    void eachAttemptCountsItsWaitFromTheFailureBeforeIt(int attempt, String tier) {
        Verdict.Retry retry = retry(judge.judge(answered(500, null), attempt(attempt), NOW));

        assertThat(retry.tier().name()).isEqualTo(tier);
        assertThat(retry.dueAtMillis()).isEqualTo(NOW + retry.tier().delay().toMillis());
    }

    @Test
    void theFifthFailureIsTheLast() {
        assertThat(judge.judge(answered(500, null), attempt(5), NOW))
                .isEqualTo(new Verdict.DeadLetter(new Verdict.Fault("status", "The endpoint answered 500.", 500)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5})
    void anEndpointThatIsGoneIsNoFailureToRetryWhicheverAttemptItIs(int attempt) {
        assertThat(judge.judge(answered(410, "60"), attempt(attempt), NOW))
                .isEqualTo(new Verdict.Gone(
                        new Verdict.Fault("gone", "The endpoint answered 410: it wants no more deliveries.", 410)));
    }

    @Test
    void aRedirectSaysThatItIsNotFollowed() {
        assertThat(retry(judge.judge(answered(301, null), attempt(1), NOW))
                        .fault()
                        .error())
                .contains("301")
                .contains("not followed");
    }

    @Test
    void aTimeoutIsAFailedAttemptAndToldInASentence() {
        Answer timeout = new Answer.Failed(Failure.TIMEOUT, "no answer came in time", 15_000);

        assertThat(retry(judge.judge(timeout, attempt(1), NOW)).fault())
                .isEqualTo(new Verdict.Fault(Failure.TIMEOUT.toString(), "No answer came in time.", null));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 10,                              1m",
        "1, 60,                              1m",
        "1, 61,                              5m",
        "1, 301,                             30m",
        "3, 10,                              30m",
        "1, 86400,                           3h",
        "1, 99999999999999999999999999,      3h",
        "1, -5,                              1m",
        "1, soon,                            1m",
        "1, 1.5,                             1m",
        "1, '',                              1m",
        "1, 'Sun, 17 May 2026 12:04:00 GMT', 5m",
        "1, 'Sun, 17 May 2026 11:00:00 GMT', 1m",
        "1, 'Mon, 17 May 9999 12:00:00 GMT', 3h",
        "1, 'Sun, 99 May 2026 12:00:00 GMT', 1m",
    })
    void retryAfterMovesToTheFirstTierThatIsLongEnough(int attempt, String retryAfter, String tier) {
        for (int status : new int[] {429, 503}) {
            Verdict.Retry retry = retry(judge.judge(answered(status, retryAfter), attempt(attempt), NOW));

            assertThat(retry.tier().name()).isEqualTo(tier);
            assertThat(Duration.ofMillis(retry.dueAtMillis() - NOW))
                    .isEqualTo(retry.tier().delay());
        }
    }

    @Test
    void retryAfterCountsOnlyWhereTheProtocolGivesItAMeaningHere() {
        assertThat(retry(judge.judge(answered(500, "3600"), attempt(1), NOW))
                        .tier()
                        .name())
                .isEqualTo("1m");
    }

    @Test
    void retryAfterGivesNoSixthAttempt() {
        assertThat(judge.judge(answered(503, "1"), attempt(5), NOW)).isInstanceOf(Verdict.DeadLetter.class);
    }

    private static Answer answered(int status, @Nullable String retryAfter) {
        return new Answer.Responded(status, retryAfter, "", new byte[0], false, 5);
    }

    private static Verdict.Retry retry(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Retry.class);
        return (Verdict.Retry) verdict;
    }

    @ParameterizedTest
    @CsvSource({"6, 6, 1m", "7, 6, 5m", "9, 6, 3h"})
    void aDeliveryThatIsSentAgainGoesThroughTheWholeScheduleOnceMore(int number, int first, String tier) {
        Verdict verdict = judge.judge(answered(500, null), attempt(number, first, Trigger.REPLAY), NOW);

        assertThat(retry(verdict).tier().name()).isEqualTo(tier);
    }

    @Test
    void theScheduleOfADeliveryThatIsSentAgainEndsToo() {
        assertThat(judge.judge(answered(500, null), attempt(10, 6, Trigger.REPLAY), NOW))
                .isInstanceOf(Verdict.DeadLetter.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void whatWasAskedForByHandIsTriedOnce(int number) {
        assertThat(judge.judge(answered(500, null), attempt(number, 1, Trigger.MANUAL), NOW))
                .isInstanceOf(Verdict.InVain.class);
        assertThat(judge.judge(answered(204, null), attempt(number, 1, Trigger.MANUAL), NOW))
                .isEqualTo(new Verdict.Delivered());
    }

    private static Delivery attempt(int number) {
        return attempt(number, 1, Trigger.SCHEDULE);
    }

    private static Delivery attempt(int number, int first, Trigger trigger) {
        EventRef event = new EventRef(Topics.EVENTS, 0, 0);
        return new Delivery(
                UUID.randomUUID(), "wh_1", "site_abc", "message.created", number, first, 0, event, 0, 17, trigger);
    }
}
