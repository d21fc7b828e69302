package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is, and what lets us in.
 *
 * @param url without a slash at its end
 */
record Place(String url, String token) {
    /**
     * What was said on the command line, else in the environment, else by a running {@code deploy/up}; whose token goes
     * nowhere but to its own address.
     *
     * @param upJson where {@code deploy/up} says it
     */
    static Place of(@Nullable String url, @Nullable String token, Map<String, String> environment, Path upJson) {
        JsonNode up = read(upJson);
        String local = up.path("settings").textValue();
        String where = first(url, environment.get("WEBHOOKS_URL"), local);
        if (where == null) {
            throw Failure.usage(
                    "Say where the API is: --url or WEBHOOKS_URL. (No deploy/up runs: there is no " + upJson + ".)");
        }
        String base = base(where);
        String ours = base.equals(local) ? up.path("token").textValue() : null;
        String key = first(token, environment.get("WEBHOOKS_TOKEN"), ours);
        if (key == null) {
            throw Failure.usage("A token is needed: --token or WEBHOOKS_TOKEN.");
        }
        return new Place(base, key);
    }

    private static @Nullable String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isBlank()) {
                return candidate.strip();
            }
        }
        return null;
    }

    private static String base(String text) {
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return text.replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw Failure.usage("'" + text + "' is no address such as https://webhooks.example.com.");
    }

    private static JsonNode read(Path upJson) {
        JsonMapper json = new JsonMapper();
        try {
            return Files.exists(upJson) ? json.readTree(Files.readString(upJson)) : json.missingNode();
        } catch (IOException e) {
            throw Failure.usage(upJson + " cannot be read: " + e.getMessage());
        }
    }
}
