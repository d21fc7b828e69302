package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.Webhook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook's owner decides.
 *
 * @param events in the owner's order, each once
 * @param description null for none
 */
record WebhookSetup(
        String url, List<String> events, @Nullable String description, boolean enabled, Webhook.Limits limits) {
    /** What a new webhook is where its owner says nothing; URL and events have to be said. */
    static final WebhookSetup NEW = new WebhookSetup("", List.of(), null, true, Webhook.Limits.NONE);

    WebhookSetup {
        events = List.copyOf(events);
    }

    WebhookSetup off() {
        return new WebhookSetup(url, events, description, false, limits);
    }
}
