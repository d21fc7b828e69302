package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.topic.RetryTiers.Tier;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryTiersTest {
    @Test
    void theDefaultIsWhatCustomersArePromised() {
        RetryTiers tiers = RetryTiers.parse(RetryTiers.DEFAULT);
        assertThat(tiers.attempts()).isEqualTo(5);
        assertThat(tiers.tiers())
                .extracting(Tier::delay)
                .containsExactly(
                        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(3));
        assertThat(tiers.tiers())
                .extracting(Tier::topic)
                .containsExactly("agentbot.retry.1m", "agentbot.retry.5m", "agentbot.retry.30m", "agentbot.retry.3h")
                .allMatch(topic -> Topics.RETRY.matcher(topic).matches());
        assertThat(tiers.total()).isEqualTo(Duration.ofMinutes(1 + 5 + 30 + 180));
    }

    @Test
    void eachFailureWaitsInItsTierAndTheLastInNone() {
        RetryTiers tiers = RetryTiers.parse("1s,2s");
        assertThat(tiers.after(1)).contains(new Tier("1s", Duration.ofSeconds(1)));
        assertThat(tiers.after(2)).contains(new Tier("2s", Duration.ofSeconds(2)));
        assertThat(tiers.after(3)).isEmpty();
        assertThat(tiers.after(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void everyUnitIsReadAndSpacesDoNotMatter() {
        RetryTiers tiers = RetryTiers.parse(" 500ms , 2s,2s,3m,4h ,5d");
        assertThat(tiers.tiers())
                .extracting(Tier::delay)
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(3),
                        Duration.ofHours(4),
                        Duration.ofDays(5));
        assertThat(tiers).hasToString("500ms,2s,2s,3m,4h,5d");
    }

    @Test
    void aTierMayStandTwiceAndIsThenWaitedInTwice() {
        RetryTiers tiers = RetryTiers.parse("5s,5m,30m,2h,5h,10h,10h");
        assertThat(tiers.attempts()).isEqualTo(8);
        assertThat(tiers.after(6)).isEqualTo(tiers.after(7)).contains(new Tier("10h", Duration.ofHours(10)));
        assertThat(tiers.after(8)).isEmpty();
        assertThat(ConsumerGroups.readers(tiers).get(ConsumerGroups.RETRY_SCHEDULER))
                .doesNotHaveDuplicates()
                .hasSize(6);
    }

    @Test
    void aTopicsNameTellsItsTier() {
        assertThat(RetryTiers.ofTopic("agentbot.retry.30m")).contains(new Tier("30m", Duration.ofMinutes(30)));
        assertThat(RetryTiers.ofTopic("agentbot.retry.soon")).isEmpty();
        assertThat(RetryTiers.ofTopic("agentbot.retry.1m,5m")).isEmpty();
        assertThat(RetryTiers.ofTopic(Topics.DELIVERIES)).isEmpty();
    }

    @Property(tries = 200)
    void whatWasWrittenIsRead(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 999_999_999) Integer> seconds) {
        String text = String.join(
                ",", seconds.stream().sorted().map(amount -> amount + "s").toList());
        RetryTiers tiers = RetryTiers.parse(text);
        assertThat(tiers).hasToString(text);
        assertThat(tiers.total())
                .isEqualTo(Duration.ofSeconds(
                        seconds.stream().mapToLong(Integer::longValue).sum()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1m,",
                ",1m",
                "1m,,5m",
                "1",
                "m",
                "0s",
                "01s",
                "-1s",
                "1.5h",
                "1w",
                "1M",
                "1 m",
                "9999999999s"
            })
    void whatIsNoTierIsRefusedWithWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> RetryTiers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is no retry tier: a whole number and ms, s, m, h or d, such as 1m,5m,30m,3h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"5m,1m | 1m | 5m", "1s,999ms | 999ms | 1s", "1m,2m,1h,59m | 59m | 1h"})
    void tiersThatFallAreRefused(String text, String shorter, String before) {
        assertThatThrownBy(() -> RetryTiers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retry tier " + shorter + " is shorter than " + before
                        + " before it: give them in rising order, such as 1m,5m,30m,3h");
    }

    @Test
    void noTierAtAllIsRefused() {
        assertThatThrownBy(() -> new RetryTiers(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one retry tier is needed, such as 1m,5m,30m,3h");
    }

    @Property(tries = 500)
    void noiseIsRefusedAndNothingElse(@ForAll @StringLength(max = 20) String noise) {
        try {
            assertThat(RetryTiers.parse(noise).attempts()).isGreaterThan(1);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("retry tier");
        }
    }
}
