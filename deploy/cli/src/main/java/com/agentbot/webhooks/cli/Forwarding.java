package com.agentbot.webhooks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends deliveries to another address, with body and headers as they were sent. */
final class Forwarding {
    /** Those by which an HTTP client frames what it sends; they are its own. */
    private static final Set<String> FRAMING =
            Set.of("host", "content-length", "connection", "transfer-encoding", "expect", "upgrade", "accept-encoding");

    private final URI to;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * What came of it.
     *
     * @param statusCode null where there was no answer
     * @param error null where there was one
     */
    record Outcome(
            @Nullable Integer statusCode,
            long millis,
            @Nullable String error) {
        boolean isGood() {
            return statusCode != null && statusCode / 100 == 2;
        }
    }

    Forwarding(URI to, Duration patience) {
        this.to = to;
        this.patience = patience;
    }

    /**
     * Sends one.
     *
     * @param headers as the API tells those of an attempt
     */
    Outcome send(String body, JsonNode headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
        headers.forEach(header -> {
            String name = header.path("name").asText();
            if (!FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, header.path("value").asText());
            }
        });
        long began = System.nanoTime();
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return new Outcome(status, millisSince(began), null);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Outcome(null, millisSince(began), why);
        }
    }

    private static long millisSince(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }
}
