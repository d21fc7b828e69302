package com.agentbot.webhooks.eventingest;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The edge's description (OpenAPI 3.1), for everybody. */
final class ApiDocument {
    private ApiDocument() {}

    static void addTo(RoutesConfig routes) {
        byte[] document = read();
        routes.get(
                "/openapi.json",
                context -> context.header("Cache-Control", "public, max-age=300")
                        .contentType("application/json")
                        .result(document));
    }

    static byte[] read() {
        try (InputStream in = ApiDocument.class.getResourceAsStream("/openapi/ingest.json")) {
            return Objects.requireNonNull(in, "a part of this module").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the API's description cannot be read", e);
        }
    }
}
