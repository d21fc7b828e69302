package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTTP API, asked. A no is a {@link Failure}. What passes by itself is asked again a few times first. */
final class Api {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TRIES = 4;
    private static final long LONGEST_PAUSE = 60;

    private final Place place;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * An answer that was no no.
     *
     * @param json missing where there is none
     * @param at by the server's clock
     */
    record Answer(int status, JsonNode json, Instant at) {}

    Api(Place place) {
        this.place = place;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    Answer get(String path) throws InterruptedException {
        return call("GET", path, null);
    }

    Answer post(String path, @Nullable JsonNode body) throws InterruptedException {
        return call("POST", path, body);
    }

    Answer patch(String path, JsonNode body) throws InterruptedException {
        return call("PATCH", path, body);
    }

    Answer delete(String path) throws InterruptedException {
        return call("DELETE", path, null);
    }

    /** A path with its parts written as an address wants them. */
    static String path(String pattern, String... parts) {
        String path = pattern;
        for (String part : parts) {
            path = path.replaceFirst("\\{}", java.util.regex.Matcher.quoteReplacement(encoded(part)));
        }
        return path;
    }

    /** A query of what is not null; empty when nothing is. */
    static String query(Map<String, @Nullable String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(each -> each.getKey() + "=" + encoded(String.valueOf(each.getValue())))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer call(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        HttpRequest request = request(method, path, body);
        for (int attempt = 1; true; attempt++) {
            HttpResponse<String> response = send(request);
            if (response.statusCode() < 400) {
                return new Answer(response.statusCode(), read(response.body()), at(response));
            }
            // After a 429 nothing has happened. After a 503 a change may have.
            boolean again = response.statusCode() == 429 || (response.statusCode() == 503 && method.equals("GET"));
            if (!again || attempt == TRIES) {
                throw refusal(response);
            }
            Thread.sleep(pause(response, attempt));
        }
    }

    private HttpRequest request(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(place.url() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + place.token())
                .header("Accept", "application/json")
                .header("User-Agent", "agentbot-webhooks-cli");
        if (body == null) {
            return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw Failure.unreachable("The API cannot be reached at " + place.url() + ": " + why + ".");
        }
    }

    private static Duration pause(HttpResponse<?> response, int attempt) {
        String asked = response.headers().firstValue("Retry-After").orElse("");
        long seconds = asked.matches("[0-9]{1,6}") ? Long.parseLong(asked) : 1L << (attempt - 1);
        return Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE));
    }

    private static Failure refusal(HttpResponse<String> response) {
        JsonNode problem;
        try {
            problem = read(response.body());
        } catch (Failure e) {
            problem = JSON.missingNode();
        }
        String detail = problem.path("detail").asText("The API answered " + response.statusCode() + ".");
        return Failure.refused(
                response.statusCode(), detail, problem.path("field").textValue());
    }

    private static JsonNode read(String text) {
        try {
            return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw Failure.unreachable("What answers there is not the API: it speaks no JSON.");
        }
    }

    private static Instant at(HttpResponse<?> response) {
        try {
            return ZonedDateTime.parse(
                            response.headers().firstValue("Date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.now();
        }
    }
}
