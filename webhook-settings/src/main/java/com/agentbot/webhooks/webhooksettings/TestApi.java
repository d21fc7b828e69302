package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Set;
import java.util.UUID;

/** Sends one example event to a webhook, through the same pipeline as any other. */
final class TestApi implements Api.Calls {
    private final PostgresWebhooks webhooks;
    private final WebhookForm form;
    private final TestEvents tests;

    TestApi(PostgresWebhooks webhooks, WebhookForm form, TestEvents tests) {
        this.webhooks = webhooks;
        this.form = form;
        this.tests = tests;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("POST", WebhookApi.WEBHOOK + "/test", this::send);
    }

    private void send(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        StoredWebhook webhook =
                webhooks.find(site, WebhookApi.webhookId(context)).orElseThrow(WebhookApi::none);
        ObjectNode json = Json.read(context, Set.of("event"));
        String type = form.event("event", json.get("event"));
        UUID delivery = tests.send(webhook, type);
        Json.write(
                context,
                202,
                Json.object().put("delivery_id", delivery.toString()).put("event", type));
    }
}
