package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is kept.
 *
 * @param disabledReason why it was switched off; null when it is on or its owner did it
 * @param secrets sealed; two while a rotation lasts, the outgoing one first
 * @param enabledAt when it was last switched on, or made
 * @param version of its last change
 * @param health how it has fared since; fine where nothing is known against it
 */
record StoredWebhook(
        String id,
        String siteId,
        WebhookSetup setup,
        @Nullable String disabledReason,
        List<SealedSecret> secrets,
        Instant createdAt,
        Instant updatedAt,
        Instant enabledAt,
        long version,
        Health health) {

    StoredWebhook {
        secrets = List.copyOf(secrets);
    }

    /** With another setup. Whoever sets it up anew has taken note of why it was switched off. */
    StoredWebhook with(WebhookSetup next) {
        String reason = next.enabled() == setup.enabled() ? disabledReason : null;
        return new StoredWebhook(id, siteId, next, reason, secrets, createdAt, updatedAt, enabledAt, version, health);
    }

    StoredWebhook with(List<SealedSecret> next) {
        return new StoredWebhook(
                id, siteId, setup, disabledReason, next, createdAt, updatedAt, enabledAt, version, health);
    }

    /** Switched off by us. */
    StoredWebhook off(String reason) {
        return new StoredWebhook(
                id, siteId, setup.off(), reason, secrets, createdAt, updatedAt, enabledAt, version, health);
    }

    /** With the same secrets, sealed with another key: nothing that its owner would see as a change. */
    StoredWebhook resealed(List<SealedSecret> next, long newVersion) {
        return new StoredWebhook(
                id, siteId, setup, disabledReason, next, createdAt, updatedAt, enabledAt, newVersion, health);
    }

    StoredWebhook changedAt(Instant time, long newVersion) {
        return new StoredWebhook(
                id, siteId, setup, disabledReason, secrets, createdAt, time, enabledAt, newVersion, Health.FINE);
    }

    /** Switched on at this time. */
    StoredWebhook onSince(Instant time) {
        return new StoredWebhook(
                id, siteId, setup, disabledReason, secrets, createdAt, updatedAt, time, version, health);
    }

    /** As the pipeline sees it. */
    Webhook published() {
        return new Webhook(
                id,
                siteId,
                setup.url(),
                Set.copyOf(setup.events()),
                setup.enabled(),
                disabledReason,
                setup.limits(),
                secrets);
    }

    /** What it is told from its other versions by (RFC 9110, 8.8.3). */
    String eTag() {
        return "\"" + version + "\"";
    }

    /** As its owner sees it: without secrets. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("site_id", siteId);
        json.put("url", setup.url());
        ArrayNode events = json.putArray("events");
        setup.events().forEach(events::add);
        json.put("description", setup.description());
        json.put("enabled", setup.enabled());
        json.put("disabled_reason", disabledReason);
        json.put("failing_since", Times.textOrNull(health.since()));
        json.put("failed_attempts", health.failures());
        json.put("rotating", secrets.size() > 1);
        json.putObject("limits").put("per_second", setup.limits().perSecond());
        json.put("created_at", Times.text(createdAt));
        json.put("updated_at", Times.text(updatedAt));
        return json;
    }
}
