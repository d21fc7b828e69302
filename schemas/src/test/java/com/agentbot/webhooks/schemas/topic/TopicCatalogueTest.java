package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

final class TopicCatalogueTest {
    private static final RetryTiers TIERS = RetryTiers.parse(RetryTiers.DEFAULT);

    /** Other programs read and write these: a name that changes here breaks them. */
    @Test
    void theTopicsAreTheseWithTheseKeys() {
        assertThat(TopicCatalogue.of(TIERS, Sizing.DEFAULT).topics())
                .extracting(topic -> topic.name() + " " + topic.key())
                .containsExactly(
                        "agentbot.events site_id",
                        "agentbot.events.invalid as received",
                        "agentbot.webhooks site_id/webhook_id",
                        "agentbot.deliveries webhook_id",
                        "agentbot.deliveries.slow webhook_id",
                        "agentbot.retry.1m webhook_id",
                        "agentbot.retry.5m webhook_id",
                        "agentbot.retry.30m webhook_id",
                        "agentbot.retry.3h webhook_id",
                        "agentbot.dead-letter webhook_id",
                        "agentbot.attempts webhook_id",
                        "agentbot.operations site_id");
    }

    @Test
    void aRecordIsKeptForAllThatItMayWaitForAndAnOutage() {
        assertThat(retention(Topics.DELIVERIES, Sizing.DEFAULT)).isEqualTo(Duration.ofDays(7));
        assertThat(retention("agentbot.retry.1m", Sizing.DEFAULT))
                .isEqualTo(Duration.ofDays(7).plusMinutes(1));
        assertThat(retention("agentbot.retry.3h", Sizing.DEFAULT))
                .isEqualTo(Duration.ofDays(7).plusHours(3));
        assertThat(retention(Topics.EVENTS, Sizing.DEFAULT)).isEqualTo(Duration.ofDays(30));
        // The log reads bodies from the events: they must outlive their last attempt, however short the history.
        Sizing noHistory = new Sizing(12, Duration.ofDays(7), Duration.ofHours(1));
        Duration everything = TIERS.total().plusDays(7);
        assertThat(List.of(
                        Topics.EVENTS, Topics.EVENTS_INVALID, Topics.ATTEMPTS, Topics.DEAD_LETTER, Topics.OPERATIONS))
                .allMatch(topic -> retention(topic, noHistory).equals(everything));
    }

    @Test
    void webhooksAreKeptForEverAndTheirTombstonesForAWeek() {
        assertThat(configs(Topics.WEBHOOKS))
                .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "compact")
                .containsEntry(TopicConfig.DELETE_RETENTION_MS_CONFIG, "604800000")
                .doesNotContainKey(TopicConfig.RETENTION_MS_CONFIG);
    }

    @Test
    void eachTopicHasPartitionsAndTheWebhooksOne() {
        Sizing one = new Sizing(1, Duration.ofDays(7), Duration.ofDays(30));
        assertThat(TopicCatalogue.of(TIERS, one).topics()).allMatch(topic -> topic.partitions() == 1);
        assertThat(topic(Topics.EVENTS, Sizing.DEFAULT).partitions()).isEqualTo(12);
        assertThat(topic(Topics.DELIVERIES, Sizing.DEFAULT).partitions()).isEqualTo(12);
        assertThat(topic("agentbot.retry.1m", Sizing.DEFAULT).partitions()).isEqualTo(4);
        // One order over all changes.
        assertThat(topic(Topics.WEBHOOKS, Sizing.DEFAULT).partitions()).isEqualTo(1);
    }

    @Test
    void aTierThatStandsTwiceHasOneTopic() {
        assertThat(TopicCatalogue.of(RetryTiers.parse("1m,1m,5m"), Sizing.DEFAULT)
                        .topics())
                .extracting(Topic::name)
                .filteredOn(name -> Topics.RETRY.matcher(name).matches())
                .containsExactly("agentbot.retry.1m", "agentbot.retry.5m");
    }

    @Test
    void noStageTakesLessThanTheOneBeforeItAndTheLastTakeMore() {
        int front = size(Topics.EVENTS);
        int way = size(Topics.DELIVERIES);
        assertThat(size(Topics.EVENTS_INVALID)).isGreaterThanOrEqualTo(2 * front - 100);
        assertThat(way).isGreaterThan(front);
        for (String waiting : List.of("agentbot.retry.1m", "agentbot.retry.3h", Topics.DELIVERIES_SLOW)) {
            assertThat(size(waiting)).isEqualTo(way);
        }
        assertThat(size(Topics.DEAD_LETTER)).isGreaterThanOrEqualTo(2 * way);
        assertThat(TopicCatalogue.of(TIERS, Sizing.DEFAULT).topics())
                .allMatch(topic -> topic.maxBatchBytes() <= RecordSizes.REQUEST_BYTES);
    }

    /** Records are deleted by these: not by what a producer's clock says. */
    @Test
    void timestampsAreTheBrokersOnEveryTopic() {
        assertThat(TopicCatalogue.of(TIERS, Sizing.DEFAULT).topics())
                .extracting(topic -> topic.toNewTopic((short) 1).configs().get("message.timestamp.type"))
                .containsOnly("LogAppendTime");
    }

    @Test
    void aTopicIsAskedForAsItStandsInTheCatalogue() {
        NewTopic topic = topic(Topics.EVENTS, Sizing.DEFAULT).toNewTopic((short) 3);
        assertThat(topic.name()).isEqualTo("agentbot.events");
        assertThat(topic.numPartitions()).isEqualTo(12);
        assertThat(topic.replicationFactor()).isEqualTo((short) 3);
        assertThat(topic.configs()).containsEntry("max.message.bytes", "1048588");
    }

    private static int size(String name) {
        return Integer.parseInt(String.valueOf(configs(name).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)));
    }

    private static Duration retention(String name, Sizing sizing) {
        String millis = String.valueOf(
                topic(name, sizing).toNewTopic((short) 1).configs().get(TopicConfig.RETENTION_MS_CONFIG));
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private static Map<String, String> configs(String name) {
        return topic(name, Sizing.DEFAULT).toNewTopic((short) 1).configs();
    }

    private static Topic topic(String name, Sizing sizing) {
        return TopicCatalogue.of(TIERS, sizing).topics().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
