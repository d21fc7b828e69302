package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TopicNeedTest {
    private static final Duration OUTAGE = Duration.ofDays(7);
    private static final TopicNeed THREE_HOURS =
            TopicNeed.retries(Set.of("agentbot.retry.3h"), OUTAGE).getFirst();

    @Test
    void theOutageByDefaultIsTheCataloguesSoThatItsTopicsAreKeptLongEnough() {
        assertThat(RetryTiers.parse(TopicNeed.OUTAGE_BY_DEFAULT).total()).isEqualTo(Sizing.DEFAULT.outage());
        for (String schedule : List.of(RetryTiers.DEFAULT, "1s,2s,3s,4s", "5s,5m,30m,2h,5h,10h,10h")) {
            for (Topic topic : TopicCatalogue.of(RetryTiers.parse(schedule), Sizing.DEFAULT)
                    .topics()) {
                Map<String, String> configs = topic.toNewTopic((short) 1).configs();
                assertThat(need(topic.name()).problems(configs)).isEmpty();
            }
        }
    }

    private static TopicNeed need(String topic) {
        return Topics.RETRY.matcher(topic).matches()
                ? TopicNeed.retries(Set.of(topic), OUTAGE).getFirst()
                : topic.equals(Topics.WEBHOOKS) ? TopicNeed.webhooks() : TopicNeed.soonRead(topic, "records", OUTAGE);
    }

    @Test
    void whatIsKeptTooShortIsToldWithWhatWouldBeRight() {
        assertThat(THREE_HOURS.problems(kept("delete", 3_600_000, -1)))
                .containsExactly("agentbot.retry.3h keeps records for 1 h (retention.ms=3600000); deliveries wait there"
                        + " for 3 h and must survive an outage of 7 d: set retention.ms to at least 615600000");
        assertThat(TopicNeed.soonRead(Topics.DELIVERIES, "deliveries", OUTAGE)
                        .problems(kept("delete", 604_799_999, -1)))
                .containsExactly(
                        "agentbot.deliveries keeps records for 6 d 23 h 59 min 59 s 999 ms (retention.ms=604799999);"
                                + " deliveries must survive an outage of 7 d: set retention.ms to at least 604800000");
    }

    @Test
    void whatIsKeptJustLongEnoughOrLongerOrForEverIsRight() {
        for (long millis : new long[] {615_600_000L, 615_600_001L, Long.MAX_VALUE, -1}) {
            assertThat(THREE_HOURS.problems(kept("delete", millis, -1))).isEmpty();
        }
        assertThat(THREE_HOURS.problems(kept("", 1, 1)))
                .as("nothing is deleted")
                .isEmpty();
        assertThat(THREE_HOURS.problems(Map.of())).as("nothing is known").isEmpty();
    }

    @Test
    void aBoundInBytesIsToldBecauseItKnowsNoAge() {
        assertThat(THREE_HOURS.problems(kept("delete", -1, 1_000_000)))
                .singleElement()
                .asString()
                .startsWith("agentbot.retry.3h drops what is beyond so many bytes")
                .contains("(retention.bytes=1000000)")
                .endsWith(": set retention.bytes to -1");
    }

    @Test
    void compactionIsRightForTheWebhooksAndWrongForWhatWaits() {
        assertThat(TopicNeed.webhooks().problems(kept("compact", 1, 1))).isEmpty();
        for (String policy : List.of("delete", "compact,delete", "")) {
            assertThat(TopicNeed.webhooks().problems(kept(policy, -1, -1)))
                    .singleElement()
                    .asString()
                    .contains("agentbot.webhooks", "(cleanup.policy=" + policy + ")")
                    .endsWith(": set cleanup.policy to compact");
        }
        assertThat(THREE_HOURS.problems(kept("compact", 1, 1)))
                .singleElement()
                .asString()
                .endsWith(": set cleanup.policy to delete");
        assertThat(THREE_HOURS.problems(kept("compact, delete", 1, 1))).hasSize(3);
    }

    @Test
    void aRetryTopicsDelayIsInItsNameAndWithoutOneTheOutageCounts() {
        assertThat(TopicNeed.retries(
                        Set.of("agentbot.retry.5m", "agentbot.retry.soon", Topics.DELIVERIES), Duration.ofHours(1)))
                .extracting(need -> need.topic() + " " + need.least())
                .containsExactly(
                        "agentbot.retry.5m DeleteAfter[retention=PT1H5M]",
                        "agentbot.retry.soon DeleteAfter[retention=PT1H]");
    }

    private static Map<String, String> kept(String policy, long millis, long bytes) {
        return Map.of(
                "cleanup.policy", policy,
                "retention.ms", Long.toString(millis),
                "retention.bytes", Long.toString(bytes));
    }
}
