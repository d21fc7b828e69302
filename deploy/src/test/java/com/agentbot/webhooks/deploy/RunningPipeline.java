package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.CommittedRecords;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The whole pipeline in a process of its own, as {@code deploy/up} starts it, and what one does with it. */
final class RunningPipeline implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final JsonNode up;
    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaProducer<String, byte[]> producer;

    private RunningPipeline(Process process, JsonNode up) {
        this.process = process;
        this.up = up;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", up.path("kafka").textValue()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    static RunningPipeline start(Path data, String retryTiers) throws IOException {
        Files.deleteIfExists(data.resolve("up.json"));
        Path log = Files.createTempFile(Files.createDirectories(Path.of("target", "pipelines")), "up", ".log");
        Process process = process(log, "--data", data.toString(), "--retry-tiers", retryTiers);
        await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(data.resolve("up.json")) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the pipeline did not start: " + Files.readString(log));
        }
        return new RunningPipeline(
                process, JSON.readTree(data.resolve("up.json").toFile()));
    }

    /**
     * Begins a start on free ports, in a process of its own.
     *
     * @param output takes all that it prints
     */
    static Process process(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It ends before the second compiler would pay.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Up.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        for (String port : List.of("SETTINGS_PORT", "INGEST_PORT", "KAFKA_PORT", "ADMIN_PORT")) {
            builder.environment().put(port, "0");
        }
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    JsonNode createWebhook(String site, String url, String... events) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("url", url)
                .set("events", JSON.valueToTree(events))
                .toString();
        return expect(201, send("POST", settings("/v1/sites/" + site + "/webhooks"), body, Map.of()));
    }

    /** Makes something that is there at once. */
    void make(String path, String body) throws IOException, InterruptedException {
        expect(201, send("POST", settings(path), body, Map.of()));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return expect(200, send("GET", settings(path), null, Map.of()));
    }

    void patch(String path, String body) throws IOException, InterruptedException {
        expect(200, send("PATCH", settings(path), body, Map.of()));
    }

    void delete(String path) throws IOException, InterruptedException {
        expect(204, send("DELETE", settings(path), null, Map.of()));
    }

    int status(String method, String path) throws IOException, InterruptedException {
        return send(method, settings(path), null, Map.of()).statusCode();
    }

    /** What somebody is answered who comes with a token of their own. */
    int status(String method, String path, String token) throws IOException, InterruptedException {
        return send(method, settings(path), null, Map.of("Authorization", "Bearer " + token))
                .statusCode();
    }

    /** Posts an event over HTTP; the answer with its ids. */
    JsonNode ingest(String event, String idempotencyKey) throws IOException, InterruptedException {
        URI uri = URI.create(up.path("ingest").textValue() + "/v1/events");
        return expect(202, send("POST", uri, event, Map.of("Idempotency-Key", idempotencyKey)));
    }

    String adminText(String path) throws IOException, InterruptedException {
        URI metrics = URI.create(up.path("metrics").textValue());
        return send("GET", metrics.resolve(path), null, Map.of()).body();
    }

    private URI settings(String path) {
        return URI.create(up.path("settings").textValue() + path);
    }

    private HttpResponse<String> send(String method, URI uri, @Nullable String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new AssertionError(response.request().method() + " " + response.uri() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** Writes a record as a plain Kafka client does. */
    void produce(String topic, int partition, @Nullable String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, key, value.getBytes(UTF_8)))
                .get();
    }

    /** Everything that was committed to a topic so far. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return CommittedRecords.of(topic, up.path("kafka").textValue());
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        producer.close(Duration.ZERO);
        process.destroyForcibly().waitFor();
    }

    /** Where the settings page is. */
    String page() {
        return up.path("settings").textValue();
    }

    /** Is good for every site. */
    String token() {
        return up.path("token").textValue();
    }

    /** The port that ingest listens on. */
    int ingestPort() {
        return URI.create(up.path("ingest").textValue()).getPort();
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() throws InterruptedException {
        producer.close(Duration.ZERO);
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the pipeline did not stop within a minute");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("the pipeline did not stop cleanly: exit code " + process.exitValue());
        }
    }
}
