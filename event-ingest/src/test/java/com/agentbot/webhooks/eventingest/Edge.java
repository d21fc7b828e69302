package com.agentbot.webhooks.eventingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.OpenApi;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A running service, and what senders do with it. */
final class Edge implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    static final OpenApi DOCUMENT = document();

    final Service service;
    final Service.Failures failures = new Service.Failures();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();

    private static OpenApi document() {
        try {
            return new OpenApi(JSON.readTree(ApiDocument.read()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Edge(String kafka, Map<String, String> given) throws Exception {
        Map<String, String> variables =
                new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka, "INGEST_PORT", "0", "HOST", "127.0.0.1"));
        variables.putAll(given);
        service = EventIngest.assemble(new Environment(variables), metrics, failures);
        service.start();
    }

    static Edge started(String kafka, Map<String, String> given) throws Exception {
        return new Edge(kafka, given);
    }

    static Edge ready(Cluster cluster, Map<String, String> given) throws Exception {
        Edge edge = new Edge(cluster.address(), given);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> edge.service.unready().isEmpty());
        return edge;
    }

    int port() {
        return service.port("http");
    }

    /** For what a proper HTTP client would not do. */
    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    /** What came back. */
    record Answer(int status, String contentType, String body, HttpResponse<?> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        List<String> ids() throws IOException {
            return StreamSupport.stream(json().path("ids").spliterator(), false)
                    .map(JsonNode::textValue)
                    .toList();
        }
    }

    Answer post(String body, String... headers) throws IOException, InterruptedException {
        return post(HttpRequest.BodyPublishers.ofString(body), headers);
    }

    /** @param headers names and values in turn; {@code Content-Type} is JSON unless among them */
    Answer post(HttpRequest.BodyPublisher body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/v1/events").POST(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.build();
        HttpResponse<String> response = http.send(built, HttpResponse.BodyHandlers.ofString());
        assertThat(DOCUMENT.faults(built.method(), built.uri().getPath(), response))
                .as("%s %s %s", built, response.statusCode(), response.body())
                .isEmpty();
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response);
    }

    double counted(String name, String... tags) {
        var counter = metrics.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        service.close();
        http.close();
    }
}
