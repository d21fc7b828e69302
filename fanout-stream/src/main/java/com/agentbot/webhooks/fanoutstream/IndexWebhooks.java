package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index as the webhooks' topic says, at a start from its first record on. A record that cannot be read costs
 * its own webhook only: what was held of it before stays, so that its events go on.
 */
final class IndexWebhooks extends ContextualProcessor<byte[], byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(IndexWebhooks.class);

    private final WebhookIndex index;
    private final FanoutMetrics metrics;

    IndexWebhooks(WebhookIndex index, FanoutMetrics metrics) {
        this.index = index;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String name = "without a key";
        try {
            if (record.key() == null) {
                throw new UnreadableRecord("the record has no key");
            }
            name = new String(record.key(), UTF_8);
            keep(WebhookKey.parse(name), record.value(), record.headers());
        } catch (UnreadableRecord | RuntimeException e) {
            metrics.unreadableWebhook();
            LOG.warn("webhook {}: a record is skipped: {}", name, e.getMessage());
        }
    }

    private void keep(WebhookKey key, byte @Nullable [] value, Headers headers) throws UnreadableRecord {
        if (value == null) {
            // Whoever writes a tombstone by hand gives it no version, and means it all the same.
            boolean versioned = headers.lastHeader(WebhookJson.VERSION) != null;
            index.remove(key, versioned ? WebhookJson.version(headers) : Long.MAX_VALUE);
            return;
        }
        Webhook webhook = WebhookJson.read(value);
        if (!webhook.key().equals(key)) {
            throw new UnreadableRecord("its value is of webhook " + webhook.key());
        }
        index.put(key, WebhookJson.version(headers), webhook.events());
    }
}
