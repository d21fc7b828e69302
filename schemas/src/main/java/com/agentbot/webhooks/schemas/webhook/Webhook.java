package com.agentbot.webhooks.schemas.webhook;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook's settings, as far as matching and delivering need them.
 *
 * @param id such as {@code wh_…}; unique over all sites and never used again
 * @param siteId the site whose events it gets
 * @param url where to POST
 * @param events the event types it gets
 * @param enabled off means that no POST starts
 * @param disabledReason why it is off; null when it is on or its owner gave no reason
 * @param limits bounds its owner has set
 * @param secrets one or two; while a rotation lasts the outgoing one comes first
 */
public record Webhook(
        String id,
        String siteId,
        String url,
        Set<String> events,
        boolean enabled,
        @Nullable String disabledReason,
        Limits limits,
        List<SealedSecret> secrets) {

    /**
     * Bounds that a webhook's owner has set.
     *
     * @param perSecond at most so many POSTs a second; null for no limit of the owner's
     */
    public record Limits(@Nullable Integer perSecond) {
        public static final Limits NONE = new Limits(null);
    }

    public Webhook {
        events = Set.copyOf(events);
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a webhook has at least one secret");
        }
    }

    public WebhookKey key() {
        return new WebhookKey(siteId, id);
    }
}
