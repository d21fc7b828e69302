package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Recent deliveries of a webhook, also of a deleted one, and one delivery opened. */
final class DeliveryApi implements Api.Calls {
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final RecentDeliveries deliveries;
    private final PostgresWebhooks webhooks;
    private final EventBodies bodies;
    private final EventTypes types;

    DeliveryApi(RecentDeliveries deliveries, PostgresWebhooks webhooks, EventBodies bodies, EventTypes types) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.bodies = bodies;
        this.types = types;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", WebhookApi.WEBHOOK + "/deliveries", this::list);
        routes.add("GET", "/v1/sites/{site}/deliveries/{id}", this::open);
    }

    private void list(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        String webhook = WebhookApi.webhookId(context);
        DeliveryFilter filter = DeliveryFilter.read(context.queryParamMap(), types);
        List<LoggedDelivery> found = deliveries.list(site, webhook, filter);
        if (found.isEmpty() && !webhooks.existed(site, webhook)) {
            throw WebhookApi.none();
        }
        boolean more = found.size() > filter.limit();
        List<LoggedDelivery> page = more ? found.subList(0, filter.limit()) : found;
        String next = more ? Cursor.after(page.getLast()).toString() : null;
        Json.writeList(context, "deliveries", page, LoggedDelivery::json, next);
    }

    private void open(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        String id = context.pathParam("id");
        LoggedDelivery delivery = (ID.matcher(id).matches()
                        ? deliveries.find(site, UUID.fromString(id))
                        : Optional.<LoggedDelivery>empty())
                .orElseThrow(() -> Problem.notFound("This site has no such delivery."));
        ObjectNode json = delivery.json();
        switch (bodies.read(delivery.eventRef())) {
            case EventBodies.Found(String body) -> json.put("body", body).putNull("body_note");
            case EventBodies.Missing(String why) -> json.putNull("body").put("body_note", why);
        }
        ArrayNode attempts = json.putArray("attempts");
        deliveries.attempts(delivery).forEach(attempt -> attempts.add(attempt.json()));
        Json.write(context, 200, json);
    }
}
