package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.WebhookKey;

/**
 * Something that is told of a webhook.
 *
 * @param id by which a repetition is known
 * @param webhook the one that it is about
 * @param body as it is POSTed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OperationalEvent(String id, WebhookKey webhook, byte[] body) {}
