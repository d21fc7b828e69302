package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.SecretCipher.UnopenedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every webhook's newest settings, as read from {@code agentbot.webhooks}. One thread applies records, any thread asks.
 * What a record holds is looked into only when its webhook is sent to, so that a malformed one hurts that webhook only.
 */
final class WebhookTable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookTable.class);

    private final SecretCipher cipher;
    private final boolean allowHttp;
    private final Map<String, Entry> byId = new ConcurrentHashMap<>();
    private volatile long version = -1;

    /** A record, and what was made of it when it was first needed. */
    private static final class Entry {
        private final long version;
        private final byte[] value;
        private volatile @Nullable Standing standing;

        Entry(long version, byte[] value) {
            this.version = version;
            this.value = value;
        }
    }

    WebhookTable(SecretCipher cipher, boolean allowHttp) {
        this.cipher = cipher;
        this.allowHttp = allowHttp;
    }

    /** Applies one record, unless newer settings of the same webhook were applied before. */
    void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            String id = WebhookKey.parse(new String(record.key() == null ? new byte[0] : record.key(), UTF_8))
                    .webhookId();
            long recordVersion = WebhookJson.version(record.headers());
            byte[] value = record.value();
            byId.compute(id, (key, held) -> {
                if (held != null && held.version > recordVersion) {
                    return held;
                }
                return value == null ? null : new Entry(recordVersion, value);
            });
            version = Math.max(version, recordVersion);
        } catch (UnreadableRecord e) {
            LOG.error("{}-{}-{} is not read: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    /** Where a delivery's webhook stands now. */
    Standing standing(Delivery delivery) {
        // Read before the map: what is missing in the map is then missing at this version, or a later one.
        long known = version;
        Entry entry = byId.get(delivery.webhookId());
        if (entry == null) {
            return known < delivery.webhookVersion() ? new Standing.NotYetKnown() : new Standing.Gone();
        }
        Standing standing = entry.standing;
        if (standing == null) {
            standing = look(delivery.webhookId(), entry.value);
            entry.standing = standing;
        }
        return standing;
    }

    private Standing look(String id, byte[] value) {
        try {
            Webhook webhook = WebhookJson.read(value);
            if (!webhook.enabled()) {
                return new Standing.Off();
            }
            List<String> secrets = new ArrayList<>();
            for (SealedSecret secret : webhook.secrets()) {
                secrets.add(cipher.open(id, secret));
            }
            return new Standing.Active(
                    WebhookUrl.parse(webhook.url(), allowHttp),
                    new Signer(secrets),
                    webhook.limits().perSecond());
        } catch (UnreadableRecord | UnopenedSecret | InvalidUrl e) {
            LOG.error("Webhook {} cannot be sent to: {}", id, e.getMessage());
            return new Standing.Unusable();
        }
    }

    /**
     * Why the secrets in the table cannot be opened, when none of those tried can: a wrong or missing key. Null when
     * some can, or there are none.
     */
    @Nullable
    String keyProblem() {
        String problem = null;
        int tried = 0;
        for (Map.Entry<String, Entry> entry : byId.entrySet()) {
            try {
                Webhook webhook = WebhookJson.read(entry.getValue().value);
                cipher.open(entry.getKey(), webhook.secrets().getFirst());
                return null;
            } catch (UnopenedSecret e) {
                problem = e.getMessage();
                if (++tried == 100) {
                    return problem;
                }
            } catch (UnreadableRecord e) {
                // That webhook's own trouble, and told when it is sent to.
            }
        }
        return problem;
    }

    int size() {
        return byId.size();
    }
}
