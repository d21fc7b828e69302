package com.agentbot.webhooks.fanoutstream;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Hands the one index to Kafka Streams. It has no changelog: it is read anew from the webhooks' own topic. */
record WebhookIndexBuilder(WebhookIndex index) implements StoreBuilder<WebhookIndex> {
    @Override
    public StoreBuilder<WebhookIndex> withCachingEnabled() {
        return this;
    }

    @Override
    public StoreBuilder<WebhookIndex> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<WebhookIndex> withLoggingEnabled(Map<String, String> config) {
        throw new UnsupportedOperationException("the webhooks' topic is the index's changelog");
    }

    @Override
    public StoreBuilder<WebhookIndex> withLoggingDisabled() {
        return this;
    }

    @Override
    public WebhookIndex build() {
        return index;
    }

    @Override
    public Map<String, String> logConfig() {
        return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
        return false;
    }

    @Override
    public String name() {
        return WebhookIndex.NAME;
    }
}
