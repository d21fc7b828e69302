package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.SecretCipher.UnopenedSecret;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
 * All are held packed; of those that were sent to last, secrets and URL are kept opened. A malformed record hurts its own
 * webhook only.
 */
final class WebhookTable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookTable.class);

    private final SecretCipher cipher;
    private final boolean allowHttp;
    private final Map<String, PackedWebhook> byId = new ConcurrentHashMap<>();
    private final Cache<String, Opened> opened;
    private volatile long version = -1;

    /** What was made of the settings of this version when they were first needed. */
    private record Opened(long version, Standing standing) {}

    /**
     * An empty table.
     *
     * @param opened how many webhooks are kept ready to be sent to at most
     */
    WebhookTable(SecretCipher cipher, boolean allowHttp, int opened) {
        this.cipher = cipher;
        this.allowHttp = allowHttp;
        this.opened = Caffeine.newBuilder()
                .maximumSize(opened)
                .executor(Runnable::run) // no thread of a pool that nobody here watches
                .build();
    }

    /** Applies one record, unless newer settings of the same webhook were applied before. */
    void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            String id = WebhookKey.parse(new String(record.key() == null ? new byte[0] : record.key(), UTF_8))
                    .webhookId();
            long recordVersion = WebhookJson.version(record.headers());
            @Nullable PackedWebhook read = record.value() == null ? null : read(id, recordVersion, record.value());
            byId.compute(id, (key, held) -> held != null && held.version() > recordVersion ? held : read);
            version = Math.max(version, recordVersion);
        } catch (UnreadableRecord e) {
            LOG.error("{}-{}-{} is not read: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private static PackedWebhook read(String id, long version, byte[] value) {
        try {
            return PackedWebhook.of(version, WebhookJson.read(value));
        } catch (UnreadableRecord e) {
            LOG.error("Webhook {} cannot be sent to: {}", id, e.getMessage());
            return PackedWebhook.unreadable(version);
        }
    }

    /** Where a delivery's webhook stands now. */
    Standing standing(Delivery delivery) {
        // Read before the map: what is missing in the map is then missing at this version, or a later one.
        long known = version;
        String id = delivery.webhookId();
        PackedWebhook packed = byId.get(id);
        if (packed == null) {
            return known < delivery.webhookVersion() ? new Standing.NotYetKnown() : new Standing.Deleted();
        }
        return switch (packed.state()) {
            case OFF -> new Standing.Off();
            case UNREADABLE -> new Standing.Unusable();
            case ON -> opened(id, packed);
        };
    }

    private Standing opened(String id, PackedWebhook packed) {
        Opened known = opened.getIfPresent(id);
        if (known != null && known.version() == packed.version()) {
            return known.standing();
        }
        Standing standing = open(id, packed);
        opened.put(id, new Opened(packed.version(), standing));
        return standing;
    }

    private Standing open(String id, PackedWebhook packed) {
        try {
            List<String> secrets = new ArrayList<>();
            for (SealedSecret secret : packed.secrets()) {
                secrets.add(cipher.open(id, secret));
            }
            return new Standing.Active(
                    WebhookUrl.parse(packed.url(), allowHttp),
                    new Signer(secrets),
                    packed.perSecond(),
                    packed.version());
        } catch (UnopenedSecret | InvalidUrl e) {
            LOG.error("Webhook {} cannot be sent to: {}", id, e.getMessage());
            return new Standing.Unusable();
        }
    }

    /**
     * Its endpoint wants no more deliveries: it counts as switched off from now on, until it has newer settings. Without
     * this, deliveries would go on until the settings have heard of it and said so.
     *
     * @param sentBy the version of the settings that the endpoint's answer concerns
     */
    void gone(String webhookId, long sentBy) {
        byId.computeIfPresent(webhookId, (id, held) -> held.version() == sentBy ? held.off() : held);
    }

    /**
     * Why the secrets in the table cannot be opened, when none of those tried can: a wrong or missing key. Null when
     * some can, or there are none.
     */
    @Nullable
    String keyProblem() {
        String problem = null;
        int tried = 0;
        for (Map.Entry<String, PackedWebhook> entry : byId.entrySet()) {
            PackedWebhook webhook = entry.getValue();
            if (webhook.state() == PackedWebhook.State.UNREADABLE) {
                continue;
            }
            try {
                cipher.open(entry.getKey(), webhook.secrets().getFirst());
                return null;
            } catch (UnopenedSecret e) {
                problem = e.getMessage();
                if (++tried == 100) {
                    return problem;
                }
            }
        }
        return problem;
    }

    int size() {
        return byId.size();
    }
}
