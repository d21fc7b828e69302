package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.event.ProducerId;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What tests write. */
final class Given {
    private Given() {}

    static String message(String site) {
        return message(site, "hi");
    }

    static String message(String site, String text) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"conversation_id\":\"conv_xyz\",\"message_id\":\"msg_123\",\"sender_type\":\"visitor\","
                + "\"body\":\"" + text + "\",\"visitor_email\":null,\"visitor_name\":null}}";
    }

    /** What the pipeline says of a webhook. */
    static String failing(String site, String aboutWebhook) {
        return "{\"event\":\"webhook.failing\",\"timestamp\":\"2026-05-17T12:34:56.000Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"webhook_id\":\"" + aboutWebhook + "\",\"failed_attempts\":25}}";
    }

    static byte[] webhook(String site, String id, String... events) {
        return webhook(site, id, true, events);
    }

    static byte[] webhook(String site, String id, boolean enabled, String... events) {
        return WebhookJson.write(new Webhook(
                id,
                site,
                "https://example.com/",
                Set.of(events),
                enabled,
                null,
                Webhook.Limits.NONE,
                List.of(new SealedSecret("k1", "sealed"))));
    }

    static Headers version(long version) {
        return new RecordHeaders().add(WebhookJson.VERSION, WebhookJson.version(version));
    }

    static Headers id(String id) {
        return new RecordHeaders().add(ProducerId.HEADER, id.getBytes(UTF_8));
    }
}
