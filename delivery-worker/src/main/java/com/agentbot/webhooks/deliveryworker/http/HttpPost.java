package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.schemas.webhook.WebhookUrl;

/**
 * One request.
 *
 * @param url where it goes
 * @param headers beside {@code Host} and {@code Content-Length}, which the client writes
 * @param body goes out as it is; not copied, so not to be changed until the answer is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of each body would cost
public record HttpPost(WebhookUrl url, HeaderLines headers, byte[] body) {}
