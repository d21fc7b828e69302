package com.agentbot.webhooks.schemas.webhook;

import com.agentbot.webhooks.schemas.UnreadableRecord;

/**
 * The key of a record on {@code agentbot.webhooks}, written {@code site_id/webhook_id}.
 *
 * @param siteId holds no slash
 * @param webhookId holds no slash
 */
public record WebhookKey(String siteId, String webhookId) {

    public static WebhookKey parse(String text) throws UnreadableRecord {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new UnreadableRecord("key '" + text + "' is not site_id/webhook_id");
        }
        return new WebhookKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return siteId + "/" + webhookId;
    }
}
