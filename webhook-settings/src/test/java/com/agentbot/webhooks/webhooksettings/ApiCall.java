package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call to be made as the API's description says, with an example of its body. What it is about is made for it, unless
 * something else is said.
 */
final class ApiCall {
    /** The ids in the description's examples. */
    private static final String WEBHOOK = "wh_AbCdEfGhIjKlMnOpQrStUv";

    private static final String TOKEN = "awt_AbCdEfGhIjKlMnOpQrStUvWx";

    private final ApiWorld world;
    private final Operation operation;
    private final Map<String, String> headers = new HashMap<>();
    private RunningSettings service;
    private String site;
    private String query = "";
    private @Nullable String id;
    private @Nullable String body;

    ApiCall(ApiWorld world, Operation operation) {
        this.world = world;
        this.operation = operation;
        this.service = world.settings;
        this.site = world.site;
        this.body = ServedDocument.API.bodies(operation).stream()
                .findFirst()
                .map(JsonNode::toString)
                .orElse(null);
        as(RunningSettings.TOKEN);
        if (operation.takes("X-Agentbot-Page")) {
            with("X-Agentbot-Page", "1");
        }
    }

    boolean changes() {
        return operation.takes("X-Agentbot-Page");
    }

    ApiCall as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    ApiCall with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    ApiCall without(String header) {
        headers.remove(header);
        return this;
    }

    ApiCall to(RunningSettings other) {
        service = other;
        return this;
    }

    ApiCall of(String otherSite) {
        site = otherSite;
        return this;
    }

    ApiCall about(String otherId) {
        id = otherId;
        return this;
    }

    ApiCall asking(String parameters) {
        query = "?" + parameters;
        return this;
    }

    ApiCall saying(String otherBody) {
        body = otherBody;
        return this;
    }

    Answer make() throws Exception {
        String path = operation.path().replace("{site}", site);
        if (path.contains("{id}")) {
            path = path.replace("{id}", id == null ? madeForIt() : id);
        }
        String filled = body;
        if (filled != null && filled.contains(WEBHOOK)) {
            filled = filled.replace(WEBHOOK, world.webhook(service, site));
        }
        return service.send(
                operation.method(),
                path + query,
                filled == null ? null : filled.replace(TOKEN, RunningSettings.TOKEN),
                headers);
    }

    private String madeForIt() throws Exception {
        if (operation.path().contains("/tokens/")) {
            String tokens = operation.path().replace("{site}", site).replace("/{id}", "");
            return service.post(tokens, "{\"name\": \"made to be looked at\"}")
                    .expect(201)
                    .field("id");
        }
        if (operation.path().contains("/deliveries/")) {
            return world.delivery(site, world.webhook(service, site));
        }
        if (operation.path().contains("/replays/")) {
            String webhook = world.webhook(world.brokerless, site);
            to(world.brokerless);
            return world.replayUnderWay(site, webhook, "{\"since\": \"2026-05-17T00:00:00Z\", \"which\": \"all\"}")
                    .expect(202)
                    .field("id");
        }
        return world.webhook(service, site);
    }

    /** An id that nothing has. */
    static String ofNothing() {
        return UUID.randomUUID().toString();
    }
}
