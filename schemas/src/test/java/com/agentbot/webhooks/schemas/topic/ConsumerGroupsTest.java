package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsumerGroupsTest {
    @Test
    void eachGroupReadsTopicsOfTheCatalogueOnce() {
        RetryTiers tiers = RetryTiers.parse("1m,1m,5m");
        Map<String, List<String>> readers = ConsumerGroups.readers(tiers);
        assertThat(readers)
                .containsOnly(
                        Map.entry("fanout-stream", List.of("agentbot.events")),
                        Map.entry("delivery-worker", List.of("agentbot.deliveries", "agentbot.deliveries.slow")),
                        Map.entry("retry-scheduler", List.of("agentbot.retry.1m", "agentbot.retry.5m")));
        assertThat(TopicCatalogue.of(tiers, Sizing.DEFAULT).topics())
                .extracting(Topic::name)
                .containsAll(readers.values().stream().flatMap(List::stream).toList());
    }
}
