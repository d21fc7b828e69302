package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline as a customer and a producer see it: every service, a real broker and database, real sockets. */
class OneEventAllTheWayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The example of the customers' page, written as no two producers write it. */
    private static final String EXAMPLE = """
            {
              "timestamp": "2026-05-17T12:34:56Z",
              "event": "message.created",
              "data": {
                "conversation_id": "conv_xyz",
                "message_id": "msg_123",
                "sender_type": "visitor",
                "body": "Hi, what's your pricing?",
                "visitor_email": null,
                "visitor_name": null
              },
              "site_id": "site_abc"
            }""";

    private static final String EXAMPLE_BODY = "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\","
            + "\"site_id\":\"site_abc\",\"data\":{\"conversation_id\":\"conv_xyz\",\"message_id\":\"msg_123\","
            + "\"sender_type\":\"visitor\",\"body\":\"Hi, what's your pricing?\",\"visitor_email\":null,"
            + "\"visitor_name\":null}}";

    private static RunningPipeline pipeline;
    private static Receiver receiver;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        pipeline = RunningPipeline.start(directory, "1s,2s,3s,4s");
        receiver = Receiver.start();
    }

    @AfterAll
    static void stop() throws Exception {
        receiver.close();
        pipeline.close();
    }

    @Test
    void aWebhooksSecretIsInTheAnswerThatMadeItAndInNoOther() throws Exception {
        JsonNode made = pipeline.createWebhook("site_abc", receiver.url("/secret"), "ticket.created");
        String secret = made.path("secret").textValue();

        assertThat(secret).startsWith("whsec_");
        assertThat(pipeline.get("/v1/sites/site_abc/webhooks/" + made.path("id").textValue())
                        .toString())
                .contains(receiver.url("/secret"))
                .doesNotContain("whsec_");
        assertThat(pipeline.get("/v1/sites/site_abc/webhooks").toString()).doesNotContain("whsec_");
    }

    @Test
    void thePagesExampleArrivesFromEveryPartitionWithAndWithoutAKey() throws Exception {
        JsonNode webhook = pipeline.createWebhook("site_abc", receiver.url("/example"), "message.created");
        int partitions = pipeline.partitions(Topics.EVENTS);

        for (int partition = 0; partition < partitions; partition++) {
            pipeline.produce(Topics.EVENTS, partition, null, EXAMPLE);
            pipeline.produce(Topics.EVENTS, partition, "site_abc", EXAMPLE);
        }
        await().atMost(PATIENCE).until(() -> receiver.requests("/example").size() >= 2 * partitions);

        List<Receiver.Request> requests = receiver.requests("/example");
        assertThat(requests).hasSize(2 * partitions).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.body()).isEqualTo(EXAMPLE_BODY);
            assertThat(request.header("content-type")).isEqualTo("application/json");
            assertThat(request.header("x-agentbot-event")).isEqualTo("message.created");
            assertThat(request.header("x-agentbot-signature")).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
            assertThat(request.headers()).doesNotContainKey("content-encoding");
        });
        assertThat(requests.stream().map(Receiver.Request::deliveryId).distinct())
                .hasSize(2 * partitions);
        CustomersVerification.assumeNode();
        assertThat(CustomersVerification.verify(
                        requests.getFirst(), webhook.path("secret").textValue()))
                .isEqualTo("verified");
        assertThat(CustomersVerification.verify(requests.getFirst(), "whsec_" + "A".repeat(32)))
                .isNotEqualTo("verified");
    }

    @Test
    void aDeliveryIsVerifiedAnewByTheProgramsThatItsOwnerIsGiven() throws Exception {
        JsonNode webhook = pipeline.createWebhook("site_snippets", receiver.url("/snippets"), "message.created");
        pipeline.ingest(EXAMPLE.replace("site_abc", "site_snippets"), "snippets");
        await().atMost(PATIENCE).until(() -> receiver.requests("/snippets").size() == 1);
        Receiver.Request sent = receiver.requests("/snippets").getFirst();
        String path = "/v1/sites/site_snippets/deliveries/" + sent.deliveryId() + "/verification-snippets";
        await().atMost(PATIENCE).until(() -> pipeline.status("GET", path) == 200);

        JsonNode programs = pipeline.get(path).path("snippets");
        JsonNode functions = pipeline.get("/v1/verification-snippets").path("snippets");

        assertThat(programs.findValuesAsText("language"))
                .isEqualTo(functions.findValuesAsText("language"))
                .contains("node", "node-raw", "python", "java", "go", "php", "ruby", "csharp");
        assertThat(programs.findValuesAsText("code"))
                .allSatisfy(code -> assertThat(code).contains(sent.header("x-agentbot-signature")));
        CustomersVerification.assumeNode();
        for (int i = 0; i < 2; i++) {
            String program = programs.path(i).path("code").textValue();
            assertThat(CustomersVerification.run(program, webhook.path("secret").textValue()))
                    .isEqualTo("valid");
            assertThat(CustomersVerification.run(program, "whsec_" + "A".repeat(32)))
                    .isEqualTo("invalid");
        }
    }

    @Test
    void anEventPostedOverHttpArrivesOnceHoweverOftenItIsRepeated() throws Exception {
        pipeline.createWebhook("site_http", receiver.url("/http"), "message.created");
        String event = EXAMPLE.replace("site_abc", "site_http");

        JsonNode first = pipeline.ingest(event, "the-same-request");
        JsonNode second = pipeline.ingest(event, "the-same-request");
        pipeline.ingest(event, "another-request");

        assertThat(first.path("ids").size()).isEqualTo(1);
        assertThat(second).isEqualTo(first);
        await().atMost(PATIENCE).until(() -> receiver.requests("/http").size() >= 2);
        assertThat(receiver.requests("/http").stream().map(Receiver.Request::deliveryId))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void anEndpointThatAnswers500GetsFiveAttemptsOnTheScheduleAndADeadLetter() throws Exception {
        receiver.answer("/broken", request -> new Receiver.Answer(500, "<script>alert(1)</script>"));
        JsonNode webhook = pipeline.createWebhook("site_broken", receiver.url("/broken"), "message.created");
        String deliveries =
                "/v1/sites/site_broken/webhooks/" + webhook.path("id").textValue() + "/deliveries";
        pipeline.produce(Topics.EVENTS, 0, null, EXAMPLE.replace("site_abc", "site_broken"));

        JsonNode waiting = await().atMost(PATIENCE)
                .until(
                        () -> pipeline.get(deliveries).path("deliveries").path(0),
                        delivery -> delivery.path("status").asText().equals("pending"));
        assertThat(Instant.parse(waiting.path("next_attempt_at").textValue())).isAfter(Instant.EPOCH);
        JsonNode failed = await().atMost(PATIENCE)
                .until(
                        () -> pipeline.get(deliveries).path("deliveries").path(0),
                        delivery -> delivery.path("status").asText().equals("failed"));

        assertThat(failed.path("attempt_count").intValue()).isEqualTo(5);
        assertThat(failed.path("last_status_code").intValue()).isEqualTo(500);
        assertThat(failed.path("next_attempt_at").isNull()).isTrue();
        String id = failed.path("id").textValue();
        assertFiveRequestsOnSchedule(id);
        assertFiveAttemptsShown(pipeline.get("/v1/sites/site_broken/deliveries/" + id));
        assertDeadLetter(webhook.path("id").textValue());
    }

    private static void assertFiveRequestsOnSchedule(String id) {
        List<Receiver.Request> requests = receiver.requests("/broken");
        assertThat(requests).hasSize(5);
        Set<String> bodies = new HashSet<>();
        Set<String> times = new HashSet<>();
        for (Receiver.Request request : requests) {
            assertThat(request.deliveryId()).isEqualTo(id);
            bodies.add(request.body());
            times.add(request.header("webhook-timestamp"));
        }
        assertThat(bodies).hasSize(1);
        assertThat(times).as("each attempt is signed anew").hasSize(5);
        for (int i = 1; i < 5; i++) {
            // The wait counts from the failure, which is never before the request arrived here.
            assertThat(requests.get(i).atMillis() - requests.get(i - 1).atMillis())
                    .as("wait before attempt %d", i + 1)
                    .isBetween(i * 1000L, i * 1000L + 1500);
        }
    }

    private static void assertFiveAttemptsShown(JsonNode delivery) {
        assertThat(delivery.path("body").textValue()).contains("\"site_id\":\"site_broken\"");
        JsonNode attempts = delivery.path("attempts");
        assertThat(attempts.size()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            JsonNode attempt = attempts.path(i);
            assertThat(attempt.path("number").intValue()).isEqualTo(i + 1);
            assertThat(attempt.path("status_code").intValue()).isEqualTo(500);
            assertThat(attempt.path("response_body").textValue()).isEqualTo("<script>alert(1)</script>");
            assertThat(attempt.path("duration_ms").isIntegralNumber()).isTrue();
            assertThat(attempt.path("error").textValue()).contains("500");
            assertThat(attempt.path("trigger").textValue()).isEqualTo("schedule");
        }
    }

    private static void assertDeadLetter(String webhookId) {
        List<ConsumerRecord<byte[], byte[]>> letters = pipeline.read(Topics.DEAD_LETTER).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(webhookId))
                .toList();
        assertThat(letters).hasSize(1);
        ConsumerRecord<byte[], byte[]> letter = letters.getFirst();
        assertThat(new String(letter.value(), UTF_8))
                .isEqualTo(receiver.requests("/broken").getFirst().body());
        assertThat(new String(letter.headers().lastHeader(FailureHeaders.ERROR).value(), UTF_8))
                .contains("500");
        assertThat(new String(
                        letter.headers().lastHeader(FailureHeaders.STATUS_CODE).value(), UTF_8))
                .isEqualTo("500");
    }

    @Test
    void toggledOffNothingIsSentNotEvenWhatWaitsAndOnAgainNewEventsFlow() throws Exception {
        receiver.answer("/toggled", request -> new Receiver.Answer(503, "later"));
        JsonNode webhook = pipeline.createWebhook("site_toggled", receiver.url("/toggled"), "message.created");
        String path = "/v1/sites/site_toggled/webhooks/" + webhook.path("id").textValue();
        String event = EXAMPLE.replace("site_abc", "site_toggled");
        pipeline.produce(Topics.EVENTS, 1, null, event);
        await().atMost(PATIENCE).until(() -> receiver.requests("/toggled").size() == 1);

        pipeline.patch(path, "{\"enabled\":false}");
        pipeline.produce(Topics.EVENTS, 2, null, event);
        await().atMost(PATIENCE).until(() -> statuses(path).equals(List.of("held", "held")));
        assertThat(receiver.requests("/toggled")).hasSize(1);

        receiver.answer("/toggled", request -> new Receiver.Answer(200, "welcome back"));
        pipeline.patch(path, "{\"enabled\":true}");
        pipeline.produce(Topics.EVENTS, 3, null, event);
        await().atMost(PATIENCE).until(() -> statuses(path).contains("delivered"));
        assertThat(receiver.requests("/toggled")).hasSize(2);
    }

    @Test
    void anEndpointThatAnswers410IsSwitchedOffAndItsOwnerSwitchesItOnAgain() throws Exception {
        receiver.answer("/gone", request -> new Receiver.Answer(410, "moved away"));
        JsonNode webhook = pipeline.createWebhook("site_gone", receiver.url("/gone"), "message.created");
        String path = "/v1/sites/site_gone/webhooks/" + webhook.path("id").textValue();
        String event = EXAMPLE.replace("site_abc", "site_gone");
        pipeline.produce(Topics.EVENTS, 5, null, event);

        JsonNode off = await().atMost(PATIENCE)
                .until(() -> pipeline.get(path), found -> !found.path("enabled").booleanValue());
        assertThat(off.path("disabled_reason").textValue()).contains("410");
        pipeline.produce(Topics.EVENTS, 6, null, event);
        await().atMost(PATIENCE).until(() -> statuses(path).equals(List.of("held", "held")));
        assertThat(receiver.requests("/gone")).hasSize(1);

        receiver.answer("/gone", request -> new Receiver.Answer(200, "here again"));
        pipeline.patch(path, "{\"enabled\":true}");
        pipeline.produce(Topics.EVENTS, 7, null, event);
        await().atMost(PATIENCE).until(() -> statuses(path).contains("delivered"));
        assertThat(receiver.requests("/gone")).hasSize(2);
    }

    @Test
    void thatAWebhookWasSwitchedOffIsToldToTheSitesOtherOneThatAsksForIt() throws Exception {
        receiver.answer("/watched?key=private", request -> new Receiver.Answer(410, ""));
        String url = receiver.url("/watched?key=private");
        JsonNode watched = pipeline.createWebhook("site_watched", url, "message.created", "webhook.disabled");
        pipeline.createWebhook("site_watched", receiver.url("/watcher"), "webhook.disabled");
        pipeline.createWebhook("site_elsewhere", receiver.url("/elsewhere"), "webhook.disabled");
        pipeline.produce(Topics.EVENTS, 2, null, EXAMPLE.replace("site_abc", "site_watched"));

        await().atMost(PATIENCE).until(() -> receiver.requests("/watcher").size() == 1);
        Receiver.Request request = receiver.requests("/watcher").getFirst();
        assertThat(request.header("x-agentbot-event")).isEqualTo("webhook.disabled");
        assertThat(request.header("x-agentbot-signature")).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
        assertThat(request.body())
                .contains("\"webhook_id\":\"" + watched.path("id").textValue() + "\"", "\"cause\":\"gone\"")
                .contains(receiver.url("/watched"))
                .doesNotContain("private");
        JsonNode delivery = await().atMost(PATIENCE)
                .until(
                        () -> pipeline.get("/v1/sites/site_watched/deliveries/" + request.deliveryId()),
                        found -> found.path("status").asText().equals("delivered"));
        assertThat(delivery.path("body").textValue()).isEqualTo(request.body());
        assertThat(receiver.requests("/elsewhere")).isEmpty();
    }

    @Test
    void deletedItIsGoneAndWhatWaitedIsCancelled() throws Exception {
        receiver.answer("/deleted", request -> new Receiver.Answer(500, ""));
        JsonNode webhook = pipeline.createWebhook("site_deleted", receiver.url("/deleted"), "message.created");
        String path = "/v1/sites/site_deleted/webhooks/" + webhook.path("id").textValue();
        pipeline.produce(Topics.EVENTS, 4, "any key", EXAMPLE.replace("site_abc", "site_deleted"));
        JsonNode waiting = await().atMost(PATIENCE)
                .until(
                        () -> pipeline.get(path + "/deliveries")
                                .path("deliveries")
                                .path(0),
                        delivery -> !delivery.isMissingNode());

        pipeline.delete(path);

        assertThat(pipeline.status("GET", path)).isEqualTo(404);
        String delivery =
                "/v1/sites/site_deleted/deliveries/" + waiting.path("id").textValue();
        await().atMost(PATIENCE)
                .until(() -> pipeline.get(delivery).path("status").asText().equals("cancelled"));
        assertThat(receiver.requests("/deleted")).hasSize(1);
    }

    @Test
    void whatIsNoEventIsKeptWithItsReasonAndStopsNothing() throws Exception {
        pipeline.createWebhook("site_after", receiver.url("/after"), "message.created");
        pipeline.produce(Topics.EVENTS, 5, null, "no JSON at all");
        pipeline.produce(Topics.EVENTS, 5, null, EXAMPLE.replace("site_abc", "site_after"));

        await().atMost(PATIENCE).until(() -> receiver.requests("/after").size() == 1);
        assertThat(pipeline.read(Topics.EVENTS_INVALID)).anySatisfy(record -> {
            assertThat(new String(record.value(), UTF_8)).isEqualTo("no JSON at all");
            assertThat(new String(
                            record.headers().lastHeader(FailureHeaders.ORIGIN).value(), UTF_8))
                    .startsWith(Topics.EVENTS + "-5-");
        });
    }

    @Test
    void everythingIsReadyAndMeasured() throws Exception {
        assertThat(pipeline.adminText("/readyz")).startsWith("ready");
        assertThat(pipeline.adminText("/healthz")).startsWith("ok");
        assertThat(pipeline.adminText("/metrics")).contains("webhooks_attempts_total", "jvm_memory_used_bytes");
    }

    private static List<String> statuses(String webhookPath) throws Exception {
        return pipeline.get(webhookPath + "/deliveries").path("deliveries").findValuesAsText("status");
    }
}
