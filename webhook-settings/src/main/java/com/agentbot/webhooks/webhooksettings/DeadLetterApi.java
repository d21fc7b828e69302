package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventTypes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** The deliveries of a site that failed for good, of all its webhooks, and how many they are. */
final class DeadLetterApi implements Api.Calls {
    static final String DEAD_LETTERS = "/v1/sites/{site}/dead-letters";

    private final RecentDeliveries deliveries;
    private final EventTypes types;

    DeadLetterApi(RecentDeliveries deliveries, EventTypes types) {
        this.deliveries = deliveries;
        this.types = types;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", DEAD_LETTERS, this::list);
        routes.add("GET", DEAD_LETTERS + "/count", this::count);
    }

    private void list(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        DeliveryFilter filter = DeliveryFilter.ofDeadLetters(context.queryParamMap(), types);
        RecentDeliveries.Found found = deliveries.list(site, filter);
        DeliveryApi.writePage(context, "dead_letters", LoggedDelivery::deadLetter, found);
    }

    private void count(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        DeliveryFilter filter = DeliveryFilter.ofDeadLetters(context.queryParamMap(), types);
        ObjectNode json = Json.object().put("count", deliveries.count(site, filter));
        Json.write(context, 200, json);
    }
}
