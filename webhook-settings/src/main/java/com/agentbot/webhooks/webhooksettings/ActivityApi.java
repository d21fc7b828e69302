package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** What the webhooks of a site have done in the last day, and how far the delivery log that tells it is behind. */
final class ActivityApi implements Api.Calls {
    private final Activity activity;
    private final LogLateness lateness;

    ActivityApi(Activity activity, LogLateness lateness) {
        this.activity = activity;
        this.lateness = lateness;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", "/v1/sites/{site}/activity", this::show);
        routes.add("GET", "/v1/delivery-log", this::showLog);
    }

    private void show(Context context, Caller caller) {
        Activity.OfSite found = activity.of(caller.in(context.pathParam("site")));
        ObjectNode json = Json.object();
        json.put("since", Times.text(found.since()));
        ArrayNode webhooks = json.putArray("webhooks");
        found.webhooks().forEach(webhook -> webhooks.add(json(webhook)));
        json.putNull("next");
        Json.write(context, 200, json);
    }

    private static ObjectNode json(Activity.OfWebhook webhook) {
        ObjectNode json = Json.object();
        json.put("webhook_id", webhook.webhookId());
        webhook.delivered().forEach(json.putArray("delivered")::add);
        webhook.failed().forEach(json.putArray("failed")::add);
        json.put("next_attempt_at", Times.textOrNull(webhook.nextAttempt()));
        return json;
    }

    private void showLog(Context context, Caller caller) {
        Json.write(context, 200, Json.object().put("late_by_seconds", lateness.seconds()));
    }
}
