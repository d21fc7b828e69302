package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Recent deliveries of a webhook, also of a deleted one; one delivery opened, and sent once more. */
final class DeliveryApi implements Api.Calls {
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    static final String DELIVERY = "/v1/sites/{site}/deliveries/{id}";

    private final RecentDeliveries deliveries;
    private final PostgresWebhooks webhooks;
    private final OpenedDeliveries opened;
    private final Resends resends;
    private final EventTypes types;

    DeliveryApi(
            RecentDeliveries deliveries,
            PostgresWebhooks webhooks,
            OpenedDeliveries opened,
            Resends resends,
            EventTypes types) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.opened = opened;
        this.resends = resends;
        this.types = types;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", WebhookApi.WEBHOOK + "/deliveries", this::list);
        routes.add("GET", DELIVERY, this::open);
        routes.add("POST", DELIVERY + "/resend", this::resend);
    }

    private void list(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        String webhook = WebhookApi.webhookId(context);
        DeliveryFilter filter = DeliveryFilter.ofWebhook(webhook, context.queryParamMap(), types);
        RecentDeliveries.Found found = deliveries.list(site, filter);
        if (found.deliveries().isEmpty() && !webhooks.existed(site, webhook)) {
            throw WebhookApi.none();
        }
        writePage(context, "deliveries", LoggedDelivery::json, found);
    }

    static void writePage(
            Context context, String name, Function<LoggedDelivery, ObjectNode> json, RecentDeliveries.Found found) {
        String next = found.next() == null ? null : found.next().toString();
        Json.writeList(context, name, found.deliveries(), json, next);
    }

    private void open(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        Json.write(context, 200, opened.open(site, delivery(site, context)).json());
    }

    /** The delivery in the address. */
    LoggedDelivery delivery(String site, Context context) {
        String id = context.pathParam("id");
        return (ID.matcher(id).matches()
                        ? deliveries.find(site, UUID.fromString(id))
                        : Optional.<LoggedDelivery>empty())
                .orElseThrow(() -> Problem.notFound("This site has no such delivery."));
    }

    private void resend(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        LoggedDelivery delivery = delivery(site, context);
        resends.send(site, delivery);
        Json.write(
                context,
                202,
                Json.object().put("delivery_id", delivery.id().toString()).put("event", delivery.event()));
    }
}
