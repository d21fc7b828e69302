package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;

/** The event types that a webhook can get, with schema and example: those of product services, or those about webhooks. */
final class EventTypeApi implements Api.Calls {
    private final EventTypes types;

    EventTypeApi(EventTypes types) {
        this.types = types;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", "/v1/event-types", this::list);
    }

    private void list(Context context, Caller caller) {
        Json.writeList(context, "event_types", types.of(kind(context.queryParams("kind"))), EventTypeApi::json, null);
    }

    private static EventType.Kind kind(List<String> asked) {
        if (asked.isEmpty()) {
            return EventType.Kind.DOMAIN;
        }
        return Arrays.stream(EventType.Kind.values())
                .filter(kind -> asked.equals(List.of(kind.toString())))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "kind", "'kind' must be one of " + Arrays.toString(EventType.Kind.values()) + ", given once."));
    }

    private static ObjectNode json(EventType type) {
        ObjectNode json = Json.object();
        json.put("name", type.name());
        json.put("description", type.description());
        json.set("schema", type.schema());
        json.set("example", type.example());
        return json;
    }
}
