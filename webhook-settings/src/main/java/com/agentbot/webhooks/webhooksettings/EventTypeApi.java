package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The event types that a webhook can get, with schema and example. */
final class EventTypeApi implements Api.Calls {
    private final EventTypes types;

    EventTypeApi(EventTypes types) {
        this.types = types;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add(
                "GET",
                "/v1/event-types",
                (context, caller) -> Json.writeList(context, "event_types", types.all(), EventTypeApi::json, null));
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
