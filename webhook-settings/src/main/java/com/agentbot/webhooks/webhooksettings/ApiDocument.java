package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The API's description (OpenAPI 3.1), for everybody. Its parts lie on the class path, one for each group of calls, and
 * are put together once, at start.
 */
final class ApiDocument {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> PARTS =
            List.of("common", "webhooks", "deliveries", "sent-again", "event-types", "access");

    private ApiDocument() {}

    static void addTo(RoutesConfig routes) {
        byte[] document = together().toString().getBytes(UTF_8);
        routes.get(
                "/openapi.json",
                context -> context.header("Cache-Control", "public, max-age=300")
                        .contentType("application/json")
                        .result(document));
    }

    static ObjectNode together() {
        ObjectNode whole = JSON.createObjectNode();
        for (String part : PARTS) {
            add(whole, read(part), part);
        }
        return whole;
    }

    /** Puts objects together member by member; whatever else there is may be said once only. */
    private static void add(ObjectNode whole, ObjectNode part, String path) {
        part.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode there = whole.get(name);
            if (there == null) {
                whole.set(name, member.getValue());
            } else if (there instanceof ObjectNode both && member.getValue() instanceof ObjectNode more) {
                add(both, more, path + "/" + name);
            } else {
                throw new IllegalStateException("the API's description says " + path + "/" + name + " twice");
            }
        });
    }

    private static ObjectNode read(String part) {
        String file = "/openapi/" + part + ".json";
        try (InputStream in = ApiDocument.class.getResourceAsStream(file)) {
            if (JSON.readTree(in) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalStateException(file + " is no object");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
