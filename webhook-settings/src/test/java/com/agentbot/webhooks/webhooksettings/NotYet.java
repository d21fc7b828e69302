package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the description says already, and the service will do. */
final class NotYet {
    private static final List<String> PATHS = List.of(
            "/v1/sites/{site}/activity",
            "/v1/delivery-log",
            "/v1/verification-snippets",
            "/v1/sites/{site}/deliveries/{id}/verification-snippets");

    private NotYet() {}

    static ObjectNode without(ObjectNode document) {
        ((ObjectNode) document.path("paths")).remove(PATHS);
        return document;
    }
}
