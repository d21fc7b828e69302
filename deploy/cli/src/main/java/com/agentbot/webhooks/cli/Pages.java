package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of the API put together from its pages. */
final class Pages {
    private static final int LARGEST = 200;

    private Pages() {}

    /**
     * At most so many of them; {@code next} is where the rest begins, as in an answer of the API.
     *
     * @param name of the list, such as {@code deliveries}
     */
    static ObjectNode first(Api api, String path, String name, Map<String, @Nullable String> query, int limit)
            throws InterruptedException {
        ObjectNode all = Api.object();
        ArrayNode items = all.putArray(name);
        String next = null;
        do {
            Map<String, @Nullable String> parameters = new LinkedHashMap<>(query);
            parameters.put("limit", Integer.toString(Math.min(LARGEST, limit - items.size())));
            parameters.put("cursor", next);
            JsonNode page = api.get(path + Api.query(parameters)).json();
            page.path(name).forEach(items::add);
            next = page.path("next").textValue();
        } while (next != null && items.size() < limit);
        return all.put("next", next);
    }
}
