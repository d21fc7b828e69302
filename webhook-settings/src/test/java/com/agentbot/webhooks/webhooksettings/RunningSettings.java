package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.Routes;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings service as it runs, and what one asks of it over HTTP. */
final class RunningSettings implements AutoCloseable {
    static final String TOKEN = "a-token-for-all-sites-" + System.nanoTime();
    static final String SECRET_KEYS = SecretCipher.newKey("test");
    private static final JsonMapper JSON = new JsonMapper();

    final Engines.Base database;
    final PrometheusMeterRegistry metrics = Metrics.forProcess();
    private final Service.Failures failures = new Service.Failures();
    private final Service service;
    private final HttpClient http = HttpClient.newHttpClient();

    /** An answer; its JSON is missing where it has none. */
    record Answer(int status, String text, JsonNode json, HttpHeaders headers) {
        String field(String name) {
            return json.path(name).asText("(absent)");
        }

        Answer expect(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }

        /** It is a problem document, of this status, that names this field; null for none. */
        void expectProblem(int expected, @Nullable String field) {
            assertThat(status).as(text).isEqualTo(expected);
            assertThat(headers.firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(json.path("status").intValue()).isEqualTo(expected);
            assertThat(json.path("field").textValue()).as(text).isEqualTo(field);
            assertThat(field("detail")).matches("(?s)[A-Z'].*\\.").doesNotContain("Exception", "com.", "\n");
        }
    }

    RunningSettings(Engines engines, Engines.Base database, Map<String, String> more) throws Exception {
        this.database = database;
        this.service = WebhookSettings.assemble(environment(engines, database, more), metrics, failures);
        service.start();
    }

    static RunningSettings start(Map<String, String> more) throws Exception {
        Engines engines = Engines.shared();
        return new RunningSettings(engines, engines.newDatabase(), more);
    }

    static Environment environment(Engines engines, Engines.Base database, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("KAFKA_BOOTSTRAP_SERVERS", engines.bootstrapServers());
        variables.put("DATABASE_URL", database.url);
        variables.put("DATABASE_USER", database.user());
        variables.put("DATABASE_CONNECTIONS", "4");
        variables.put("DATABASE_WAIT", "1s");
        variables.put("SETTINGS_PORT", "0");
        variables.put("HOST", "127.0.0.1");
        variables.put("SECRET_KEYS", SECRET_KEYS);
        variables.put("BOOTSTRAP_TOKEN", TOKEN);
        variables.put("SETTLE_TIME", "1ms");
        variables.put("OUTBOX_POLL", "50ms");
        variables.put("OUTBOX_RETRY", "100ms");
        variables.put("LOG_RETRY", "100ms");
        variables.put("BODY_WAIT", "500ms");
        // All are of one group: whoever left it while joining keeps the next one waiting so long.
        variables.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        // Tests ask more often than anybody else.
        variables.put("REQUESTS_PER_MINUTE", "1000000");
        variables.put("OPERATOR_REQUESTS_PER_MINUTE", "1000000");
        variables.put("FAILED_SIGN_INS_PER_MINUTE", "1000000");
        variables.putAll(more);
        return new Environment(variables);
    }

    /** A webhook of the site that gets {@code message.created}, as the answer to its creation. */
    Answer createWebhook(String site) throws IOException, InterruptedException {
        return post("/v1/sites/" + site + "/webhooks", """
                {"url": "https://example.com/hook", "events": ["message.created"]}""").expect(201);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return call("POST", path, body);
    }

    Answer patch(String path, String body) throws IOException, InterruptedException {
        return call("PATCH", path, body);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return call("DELETE", path, null);
    }

    private Answer call(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of("Authorization", "Bearer " + TOKEN));
    }

    /** As it is said, with nothing added but the JSON content type where there is a body and none is said. */
    Answer send(String method, String path, @Nullable String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return send(request.build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        ServedDocument.judge(request, response);
        return new Answer(
                response.statusCode(),
                response.body(),
                json ? JSON.readTree(response.body()) : JSON.missingNode(),
                response.headers());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port("http") + path);
    }

    Map<String, String> unready() {
        return service.unready();
    }

    /** Each method and path that is answered, such as {@code GET /v1/event-types}. */
    List<String> routes() throws ReflectiveOperationException {
        return Routes.of(service);
    }

    boolean alive() {
        return service.alive();
    }

    @Override
    public void close() {
        service.close();
        assertThat(failures.first()).as("what made a part fail").isNull();
    }
}
