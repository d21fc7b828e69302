package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.eventingest.Cluster.Written;
import com.agentbot.webhooks.eventingest.Edge.Answer;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIngestTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int HUNDRED_MB = 100_000_000;
    private static final int BODY_BYTES = 256 * 1024;

    @TempDir
    static Path directory;

    private static Cluster cluster;
    private static Edge edge;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.withTopics(directory);
        edge = Edge.ready(cluster, Map.of("INGEST_BODY_BYTES", "256KiB", "INGEST_EVENTS", "100"));
    }

    @AfterAll
    static void stop() {
        edge.close();
        cluster.close();
    }

    @AfterEach
    void nothingIsHeldAndNothingFailed() {
        await().atMost(PATIENCE)
                .until(() -> edge.metrics.get("ingest.held").gauge().value() == 0);
        assertThat(edge.failures.first()).isNull();
    }

    @Test
    void anEventIsWrittenAsItsBodyUnderItsSiteAndId() throws Exception {
        double before = edge.counted("ingest.events.accepted");

        Answer answer = edge.post(Example.of("site_one"));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.ids())
                .hasSize(1)
                .allSatisfy(id -> assertThat(UUID.fromString(id).toString()).isEqualTo(id));
        Written written = only(cluster.eventsOf("site_one"));
        assertThat(written.id()).isEqualTo(answer.ids().getFirst());
        assertThat(written.value()).isEqualTo(Example.canonical("site_one"));
        assertThat(edge.counted("ingest.events.accepted") - before).isEqualTo(1);
    }

    @Test
    void everySiteHasItsPartitionAsJavaClientsChooseIt() throws Exception {
        List<String> sites = IntStream.range(0, 40).mapToObj(i -> "site_p" + i).toList();
        assertThat(edge.post(sites.stream().map(Example::of).toList().toString())
                        .status())
                .isEqualTo(202);

        List<Written> events = cluster.events().stream()
                .filter(event -> sites.contains(event.key()))
                .toList();
        assertThat(events)
                .hasSize(40)
                .allSatisfy(event -> assertThat(event.partition())
                        .isEqualTo(
                                BuiltInPartitioner.partitionForKey(event.key().getBytes(UTF_8), 12)));
        assertThat(events.stream().map(Written::partition).distinct()).hasSizeGreaterThan(6);
    }

    @Test
    void anArrayIsWrittenInItsOrder() throws Exception {
        String events = IntStream.range(0, 100)
                .mapToObj(i -> Example.of("site_array", "\"id\": \"e" + i + "\","))
                .toList()
                .toString();

        Answer answer = edge.post(events);

        List<String> expected = IntStream.range(0, 100).mapToObj(i -> "e" + i).toList();
        assertThat(answer.ids()).isEqualTo(expected);
        assertThat(cluster.eventsOf("site_array").stream().map(Written::id)).isEqualTo(expected);
    }

    @Test
    void theProducersOwnIdIsKept() throws Exception {
        Answer answer = edge.post(Example.of("site_own", "\"id\": \"my \\\"own\\\" é\","), "Idempotency-Key", "k");

        assertThat(answer.ids()).containsExactly("my \"own\" é");
        assertThat(only(cluster.eventsOf("site_own")).id()).isEqualTo("my \"own\" é");
    }

    @Test
    void aRepeatedRequestMakesTheSameIdsAndAnotherOneOthers() throws Exception {
        String two = "[" + Example.of("site_key") + "," + Example.of("site_key") + "]";

        List<String> first = edge.post(two, "Idempotency-Key", "order-1").ids();
        List<String> again = edge.post(two, "Idempotency-Key", "order-1").ids();
        List<String> otherKey = edge.post(two, "Idempotency-Key", "order-2").ids();
        List<String> otherBody = edge.post(two.replace("conv_xyz", "conv_abc"), "Idempotency-Key", "order-1")
                .ids();
        List<String> noKey = edge.post(two).ids();

        assertThat(first).hasSize(2).doesNotHaveDuplicates().isEqualTo(again);
        assertThat(otherKey).doesNotContainAnyElementsOf(first);
        assertThat(otherBody).doesNotContainAnyElementsOf(first);
        assertThat(noKey).doesNotContainAnyElementsOf(first);
    }

    @Test
    void whatIsAcknowledgedIsWhatTheFanOutCanRead() throws Exception {
        EventReader reader = new EventReader(EventTypes.load(), 102_400);
        String odd =
                "{\"id\":null,\"more\":[1e400],\"event\":\"ticket.updated\",\"timestamp\":\"2026-05-17T12:34:56Z\","
                        + "\"site_id\":\"site_odd\",\"data\":{\"10\":1e-7,\"2\":\"\\u2028\\ud83d\\ude00\",\"x\":-0}}";
        assertThat(edge.post(odd).status()).isEqualTo(202);

        String value = only(cluster.eventsOf("site_odd")).value();

        assertThat(new String(reader.read(value.getBytes(UTF_8)).body(), UTF_8)).isEqualTo(value);
        assertThat(value).endsWith("\"data\":{\"2\":\"\u2028😀\",\"10\":1e-7,\"x\":0}}");
    }

    @Test
    void oneInvalidEventOfAnArrayKeepsTheOthersOut() throws Exception {
        String events = "[" + Example.of("site_none") + "," + Example.of("site_none") + ","
                + Example.of("site_none").replace("site_none", "not a site") + "]";

        Answer answer = edge.post(events);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("field").asText()).isEqualTo("[2].site_id");
        assertThat(cluster.eventsOf("site_none")).isEmpty();
    }

    @Test
    void whatOnlyThePipelineMaySayOfWebhooksIsRefused() throws Exception {
        Answer answer = edge.post("{\"event\":\"webhook.failing\",\"timestamp\":\"2026-05-17T12:34:56Z\","
                + "\"site_id\":\"site_forged\",\"data\":{\"webhook_id\":\"wh_1\"}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("field").asText()).isEqualTo("event");
        assertThat(cluster.eventsOf("site_forged")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"id\": \"\",", "\"id\": \"a\\u0000b\",", "\"id\": \"a\\u0085b\",", "\"id\": 7,"})
    void anIdThatTheFanOutWouldRefuseIsRefusedHere(String id) throws Exception {
        Answer alone = edge.post(Example.of("site_id", id));
        Answer inArray =
                edge.post("[" + Example.of("site_id", "\"id\": null,") + "," + Example.of("site_id", id) + "]");

        assertThat(alone.status()).isEqualTo(422);
        assertThat(alone.json().path("field").asText()).isEqualTo("id");
        assertThat(inArray.status()).isEqualTo(422);
        assertThat(inArray.json().path("field").asText()).isEqualTo("[1].id");
        assertThat(cluster.eventsOf("site_id")).isEmpty();
    }

    @Test
    void anIdOf257CharactersIsRefusedAlsoIfTheyAreSupplementary() throws Exception {
        assertThat(edge.post(Example.of("site_long", "\"id\": \"" + "x".repeat(257) + "\","))
                        .status())
                .isEqualTo(422);
        assertThat(edge.post(Example.of("site_long", "\"id\": \"" + "😀".repeat(129) + "\","))
                        .status())
                .isEqualTo(422);
        assertThat(edge.post(Example.of("site_long", "\"id\": \"" + "😀".repeat(128) + "\","))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anUnknownTypeIsNamedAndTheKnownOnesAreToo() throws Exception {
        Answer answer = edge.post(Example.of("site_x").replace("message.created", "message.deleted"));

        assertProblem(answer, 422);
        assertThat(answer.json().path("field").asText()).isEqualTo("event");
        assertThat(answer.json().path("detail").asText()).contains("conversation.created", "ticket.updated");
        assertThat(edge.counted("ingest.requests.refused", "reason", "unknown_event"))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{", "{\"event\":", "nonsense", "[", "{} {}", "\uFEFF{}"})
    void whatIsNoJsonIsABadRequest(String body) throws Exception {
        assertProblem(edge.post(body), 400);
    }

    @Test
    void bytesThatAreNoUtf8AreABadRequest() throws Exception {
        byte[] body = Example.of("site_x").getBytes(UTF_8);
        body[body.length / 2] = (byte) 0xff;

        Answer answer = edge.post(HttpRequest.BodyPublishers.ofByteArray(body));

        assertProblem(answer, 400);
        assertThat(answer.json().path("detail").asText()).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[{}]", "7", "null", "[[]]", "{\"event\":\"message.created\"}"})
    void jsonThatIsNoEventIsInvalid(String body) throws Exception {
        assertProblem(edge.post(body), 422);
    }

    @Test
    void deepNestingIsInvalidAndHarmless() throws Exception {
        String deep = Example.of("site_x").replace("1.0", "[".repeat(50_000) + "]".repeat(50_000));

        assertProblem(edge.post(deep), 422);
        assertProblem(edge.post("[".repeat(100_000)), 422);
    }

    @Test
    void anEventBeyondWhatCanBePostedIsTooLarge() throws Exception {
        Answer alone = edge.post(Example.large("site_large", 102_400));
        Answer inArray = edge.post("[" + Example.of("site_large") + "," + Example.large("site_large", 102_400) + "]");

        assertProblem(alone, 413);
        assertProblem(inArray, 413);
        assertThat(inArray.json().path("field").asText()).isEqualTo("[1]");
        assertThat(cluster.eventsOf("site_large")).isEmpty();
    }

    @Test
    void moreEventsThanAllowedAreTooLarge() throws Exception {
        Answer answer =
                edge.post(Collections.nCopies(101, Example.of("site_many")).toString());

        assertProblem(answer, 413);
        assertThat(answer.json().path("detail").asText()).contains("100");
        assertThat(cluster.eventsOf("site_many")).isEmpty();
    }

    @Test
    void aBodyOfTheLargestSizeIsTakenAndOneByteMoreIsNot() throws Exception {
        String event = Example.of("site_bound");
        String padded = event + " ".repeat(BODY_BYTES - event.length());

        assertThat(edge.post(padded).status()).isEqualTo(202);
        assertProblem(edge.post(padded + " "), 413);
        assertProblem(edge.post(chunked(padded + " ")), 413);
        assertThat(edge.post(chunked(padded)).status()).isEqualTo(202);
    }

    @Test
    void anAnnouncedHundredMegabytesAreRefusedBeforeTheyAreSent() throws Exception {
        try (Socket socket = edge.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + HUNDRED_MB + "\r\n\r\n")
                            .getBytes(UTF_8));

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aHundredMegabytesThatAreSentAllTheSameAreToldSoAndNotBuffered() throws Exception {
        byte[] chunk = "x".repeat(65_536).getBytes(UTF_8);
        System.gc();
        try (Socket socket = edge.connect()) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8));
            double most = 0;
            long sent = 0;
            try {
                while (sent < HUNDRED_MB) {
                    out.write("10000\r\n".getBytes(UTF_8));
                    out.write(chunk);
                    out.write("\r\n".getBytes(UTF_8));
                    sent += chunk.length;
                    most = Math.max(
                            most, edge.metrics.get("ingest.held").gauge().value());
                }
            } catch (IOException e) {
                // The service may close the connection at any point past its bound.
                assertThat(sent).isGreaterThan(BODY_BYTES);
            }
            assertThat(most).isLessThanOrEqualTo(BODY_BYTES + RequestBodies.REQUEST_BYTES);
            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/jsonp"
            })
    void anotherKindOfBodyIsRefused(String contentType) throws Exception {
        assertProblem(edge.post(Example.of("site_x"), "Content-Type", contentType), 415);
    }

    @Test
    void aCompressedBodyIsRefused() throws Exception {
        assertProblem(edge.post(Example.of("site_x"), "Content-Encoding", "gzip"), 415);
    }

    @Test
    void jsonWithItsCharsetIsTaken() throws Exception {
        assertThat(edge.post(Example.of("site_utf8"), "Content-Type", "Application/JSON; Charset=\"UTF-8\"")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anIdempotencyKeyThatIsTooLongIsNamed() throws Exception {
        Answer answer = edge.post(Example.of("site_x"), "Idempotency-Key", "k".repeat(257));

        assertProblem(answer, 400);
        assertThat(answer.json().path("field").asText()).isEqualTo("Idempotency-Key");
    }

    @Test
    void otherAddressesAndMethodsAreToldSo() throws Exception {
        assertProblem(edge.get("/v1/nothing"), 404);
        assertProblem(edge.get("/v1/events"), 405);
    }

    @Test
    void aTokenIsNotAskedForUnlessSet() throws Exception {
        assertThat(edge.post(Example.of("site_any"), "Authorization", "Bearer whatever it is")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void withTokensSetOnlyTheirHoldersSend() throws Exception {
        try (Edge closed = Edge.ready(cluster, Map.of("INGEST_TOKENS", "first-token-of-two, second-token-of-two"))) {
            String event = Example.of("site_token");

            assertThat(closed.post(event, "Authorization", "Bearer first-token-of-two")
                            .status())
                    .isEqualTo(202);
            assertThat(closed.post(event, "Authorization", "bearer second-token-of-two")
                            .status())
                    .isEqualTo(202);
            Answer absent = closed.post(event);
            assertProblem(absent, 401);
            assertThat(absent.response().headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertProblem(closed.post(event, "Authorization", "Bearer third-token-of-two"), 401);
            assertProblem(closed.post(event, "Authorization", "Bearer "), 401);
            assertProblem(closed.post(event, "Authorization", "Basic first-token-of-two"), 401);
            assertProblem(closed.post("not even JSON", "Authorization", "Bearer third-token-of-two"), 401);
            assertThat(cluster.eventsOf("site_token")).hasSize(2);
            assertThat(closed.counted("ingest.requests.refused", "reason", "unauthenticated"))
                    .isEqualTo(5);
        }
    }

    @Test
    void aSenderThatStallsIsToldSoAndHoldsOnlyWhatItHasSent() throws Exception {
        try (Edge strict = Edge.ready(cluster, Map.of("INGEST_IDLE", "500ms"));
                Socket socket = strict.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{\"event\":"
                            .getBytes(UTF_8));
            await().atMost(PATIENCE)
                    .until(() -> strict.metrics.get("ingest.held").gauge().value() == RequestBodies.REQUEST_BYTES + 9);

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 408");
            await().atMost(PATIENCE)
                    .until(() -> strict.metrics.get("ingest.held").gauge().value() == 0);
        }
    }

    @Test
    void aSenderThatDripsIsEnded() throws Exception {
        try (Edge strict = Edge.ready(cluster, Map.of("INGEST_BODY_WAIT", "500ms"));
                Socket socket = strict.connect()) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
            await().pollInterval(Duration.ofMillis(100)).atMost(PATIENCE).until(() -> {
                out.write(' ');
                return socket.getInputStream().available() > 0;
            });

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void whatDoesNotFitBesideTheOthersIsToldToComeAgain() throws Exception {
        Map<String, String> small = Map.of("INGEST_BODY_BYTES", "32KiB", "INGEST_MEMORY", "64KiB");
        try (Edge strict = Edge.ready(cluster, small);
                Socket socket = strict.connect()) {
            socket.getOutputStream()
                    .write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 32000\r\n\r\n" + " ".repeat(31_000))
                            .getBytes(UTF_8));
            await().atMost(PATIENCE)
                    .until(() ->
                            strict.metrics.get("ingest.held").gauge().value() == RequestBodies.REQUEST_BYTES + 31_000);

            Answer answer = strict.post(Example.large("site_busy", 20_000));

            assertProblem(answer, 503);
            assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(strict.post(Example.of("site_busy")).status()).isEqualTo(202);
        }
    }

    private static HttpRequest.BodyPublisher chunked(String body) {
        return HttpRequest.BodyPublishers.ofInputStream(() ->
                new SequenceInputStream(new ByteArrayInputStream(body.getBytes(UTF_8)), InputStream.nullInputStream()));
    }

    private static String firstLine(InputStream in) throws Exception {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void assertProblem(Answer answer, int status) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").intValue()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("\tat ", "com.agentbot", "Exception");
    }

    private static Written only(List<Written> events) {
        assertThat(events).as("events on " + Topics.EVENTS).hasSize(1);
        return events.getFirst();
    }
}
