package com.agentbot.webhooks.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Reads the delivery log as the settings page does, one call after the other, each of another webhook. */
final class LogReads {
    private static final Bar WITHIN = Bar.goal(50);
    private static final double MICROS_A_MILLI = 1_000;
    private static final int WARM_UP = 200;
    private static final JsonMapper JSON = new JsonMapper();

    private final LogFill log;
    private final int webhooks;
    private final int calls;
    private final String address;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SplittableRandom random = new SplittableRandom(1);

    /** What is asked of a webhook. */
    @FunctionalInterface
    private interface Call {
        /** The path. */
        String of(String webhook) throws Exception;
    }

    LogReads(LogFill log, int webhooks, int calls, String address, String token) {
        this.log = log;
        this.webhooks = webhooks;
        this.calls = calls;
        this.address = address;
        this.token = token;
    }

    List<Figure> measure() throws Exception {
        List<Figure> figures = new ArrayList<>();
        String middle = Instant.now().minus(LogFill.DAYS / 2, ChronoUnit.DAYS).toString();
        long before = log.scanned();
        measure(figures, "first page", webhook -> webhook + "/deliveries");
        measure(
                figures,
                "page of 15 days ago",
                webhook -> webhook + "/deliveries?cursor="
                        + get(webhook + "/deliveries?limit=1&until=" + middle)
                                .path("next")
                                .asText());
        measure(figures, "failed", webhook -> webhook + "/deliveries?status=failed");
        measure(figures, "delivered", webhook -> webhook + "/deliveries?status=delivered");
        measure(figures, "answered 5xx", webhook -> webhook + "/deliveries?status_code=5xx");
        measure(figures, "an event that never was", webhook -> webhook + "/deliveries?event=ticket.created");
        measure(
                figures,
                "opened",
                webhook -> site(webhook) + "/deliveries/"
                        + get(webhook + "/deliveries?limit=1&until=" + middle)
                                .path("deliveries")
                                .path(0)
                                .path("id")
                                .asText());
        measure(figures, "dead letters", webhook -> site(webhook) + "/dead-letters");
        measure(figures, "activity", webhook -> site(webhook) + "/activity");
        figures.add(new Figure("rows read without an index", (double) (log.scanned() - before), "", Bar.goal(0)));
        return figures;
    }

    private static String site(String webhook) {
        return webhook.substring(0, webhook.indexOf("/webhooks/"));
    }

    private void measure(List<Figure> figures, String name, Call call) throws Exception {
        Histogram micros = new Histogram(3);
        for (int i = 0; i < WARM_UP; i++) {
            JsonNode unused = get(call.of(anyWebhook()));
        }
        long rows = 0;
        for (int i = 0; i < calls; i++) {
            String path = call.of(anyWebhook());
            long began = System.nanoTime();
            JsonNode answer = get(path);
            micros.recordValue((System.nanoTime() - began) / 1_000);
            rows += answer.path("deliveries").size();
        }
        figures.add(Figure.of(name + ", p50", micros.getValueAtPercentile(50) / MICROS_A_MILLI, "ms"));
        figures.add(Figure.of(name + ", p99", micros.getValueAtPercentile(99) / MICROS_A_MILLI, "ms", WITHIN));
        Progress.say("log: " + name + ", " + rows / calls + " deliveries a page");
    }

    private String anyWebhook() {
        return log.webhook(random.nextInt(webhooks));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
