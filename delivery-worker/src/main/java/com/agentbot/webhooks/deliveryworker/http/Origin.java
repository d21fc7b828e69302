package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.schemas.webhook.WebhookUrl;

/** What a connection leads to, and what may share it. */
record Origin(WebhookUrl.Scheme scheme, String host, int port) {
    static Origin of(WebhookUrl url) {
        return new Origin(url.scheme(), url.host(), url.port());
    }
}
