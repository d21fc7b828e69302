package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.DeliveryId;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent again: one delivery by hand, dead letters, what was missed, a window of events. */
final class SentAgainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> FAST = Map.of("REPLAY_PER_SECOND", "1000", "REPLAY_RETRY", "100ms");

    private final String site = "site_" + UUID.randomUUID();
    private Engines engines;
    private Engines.Base database;
    private RunningSettings settings;
    private String webhook;

    @BeforeEach
    void make() throws Exception {
        engines = Engines.shared();
        database = engines.newDatabase();
        settings = new RunningSettings(engines, database, FAST);
        webhook = settings.createWebhook(site).field("id");
    }

    @AfterEach
    void stop() {
        settings.close();
    }

    /** An event on its topic, and what a worker wrote of its delivery. */
    private final class Sent {
        final EventRef event;
        final long createdAt;
        final UUID id;
        final String body;

        Sent(int number) throws Exception {
            body = "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                    + "\",\"data\":{\"conversation_id\":\"conv_" + number + "\"}}";
            RecordMetadata place = engines.write(Topics.EVENTS, site, body);
            event = new EventRef(place.topic(), place.partition(), place.offset());
            createdAt = place.timestamp();
            id = DeliveryId.ofPlace(event, createdAt, webhook);
        }

        Sent attempt(int number, int first, Trigger trigger, Outcome outcome, @Nullable Integer status)
                throws Exception {
            Attempt attempt = new Attempt(
                    id,
                    webhook,
                    site,
                    "message.created",
                    event,
                    createdAt,
                    number,
                    first,
                    trigger,
                    System.currentTimeMillis(),
                    outcome,
                    status,
                    outcome.posted() ? 42L : null,
                    status == null ? null : "X-Answer: " + number + "\n",
                    status == null ? null : "answer " + number,
                    outcome == Outcome.DELIVERED ? null : status == null ? "webhook_disabled" : "status",
                    outcome == Outcome.DELIVERED ? null : "It did not work.",
                    null,
                    null);
            var unused = engines.write(
                    Topics.ATTEMPTS, webhook, new String(AttemptJson.write(attempt), StandardCharsets.UTF_8));
            return this;
        }

        Sent failed() throws Exception {
            for (int number = 1; number < 5; number++) {
                attempt(number, 1, Trigger.SCHEDULE, Outcome.RETRY, 500);
            }
            return attempt(5, 1, Trigger.SCHEDULE, Outcome.FAILED, 500);
        }

        Sent delivered() throws Exception {
            return attempt(1, 1, Trigger.SCHEDULE, Outcome.DELIVERED, 200);
        }

        Sent held() throws Exception {
            return attempt(1, 1, Trigger.SCHEDULE, Outcome.HELD, null);
        }

        JsonNode opened() throws Exception {
            return settings.get("/v1/sites/" + site + "/deliveries/" + id).json();
        }

        void stands(String status) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(opened().path("status").asText()).isEqualTo(status));
        }
    }

    private List<Sent> events(int count) throws Exception {
        List<Sent> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            events.add(new Sent(number));
        }
        return events;
    }

    private record Again(Delivery delivery, String body) {}

    /** What was handed to the pipeline again for the webhook. */
    private List<Again> handedOn(String topic) throws UnreadableRecord {
        List<Again> found = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : engines.read(topic)) {
            if (webhook.equals(record.key())) {
                found.add(new Again(
                        DeliveryHeaders.read(record.headers()), new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    private List<UUID> replayed() throws UnreadableRecord {
        return handedOn(Topics.DELIVERIES_SLOW).stream()
                .map(again -> again.delivery().id())
                .toList();
    }

    private Answer replay(String which) throws Exception {
        return settings.post("/v1/sites/" + site + "/webhooks/" + webhook + "/replay", """
                {"since": "2020-01-01T00:00:00Z", "which": "%s"}""".formatted(which));
    }

    private JsonNode ends(String replay, String state) {
        return await().atMost(PATIENCE)
                .until(
                        () -> settings.get("/v1/sites/" + site + "/replays/" + replay)
                                .json(),
                        found -> found.path("state").asText().equals(state));
    }

    @Test
    void oneDeliveryIsSentOnceMoreByHand() throws Exception {
        Sent sent = new Sent(1).failed();
        sent.stands("failed");

        settings.post("/v1/sites/" + site + "/deliveries/" + sent.id + "/resend", "")
                .expect(202);

        assertThat(handedOn(Topics.DELIVERIES)).singleElement().satisfies(again -> {
            assertThat(again.body()).isEqualTo(sent.body);
            assertThat(again.delivery().id()).isEqualTo(sent.id);
            assertThat(again.delivery().trigger()).isEqualTo(Trigger.MANUAL);
            assertThat(again.delivery().attempt()).isEqualTo(6);
            assertThat(again.delivery().event()).isEqualTo(sent.event);
            assertThat(again.delivery().createdAtMillis()).isEqualTo(sent.createdAt);
        });
        sent.attempt(6, 1, Trigger.MANUAL, Outcome.DELIVERED, 204).stands("delivered");
        assertThat(sent.opened().path("attempts").get(5).path("trigger").asText())
                .isEqualTo("manual");
    }

    @Test
    void anAttemptByHandThatFailsLeavesTheDeliveryAsItStood() throws Exception {
        Sent waiting = new Sent(1).attempt(1, 1, Trigger.SCHEDULE, Outcome.RETRY, 500);
        Sent delivered = new Sent(2).delivered();

        waiting.attempt(2, 1, Trigger.MANUAL, Outcome.FAILED, 500);
        delivered.attempt(2, 1, Trigger.MANUAL, Outcome.FAILED, 500);

        for (Sent each : List.of(waiting, delivered)) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(each.opened().path("attempts")).hasSize(2));
        }
        waiting.stands("pending");
        delivered.stands("delivered");
    }

    @Test
    void whatTheScheduleSaysAfterASuccessByHandDoesNotUndoIt() throws Exception {
        Sent sent = new Sent(1)
                .attempt(1, 1, Trigger.SCHEDULE, Outcome.RETRY, 500)
                .attempt(2, 1, Trigger.MANUAL, Outcome.DELIVERED, 200)
                .attempt(2, 1, Trigger.SCHEDULE, Outcome.RETRY, 500)
                .attempt(3, 1, Trigger.SCHEDULE, Outcome.FAILED, 500);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(sent.opened().path("attempt_count").intValue())
                                .isEqualTo(4));
        sent.stands("delivered");
        assertThat(sent.opened()
                        .path("attempts")
                        .valueStream()
                        .map(attempt -> attempt.path("number").intValue()))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatCannotBeSentByHandIsRefused() throws Exception {
        Sent sent = new Sent(1).delivered();
        sent.stands("delivered");
        String path = "/v1/sites/" + site + "/deliveries/";
        settings.post(path + UUID.randomUUID() + "/resend", "").expectProblem(404, null);
        settings.post("/v1/sites/another/deliveries/" + sent.id + "/resend", "").expectProblem(404, null);

        settings.patch("/v1/sites/" + site + "/webhooks/" + webhook, "{\"enabled\": false}")
                .expect(200);
        settings.post(path + sent.id + "/resend", "").expectProblem(409, null);
        settings.delete("/v1/sites/" + site + "/webhooks/" + webhook).expect(204);
        settings.post(path + sent.id + "/resend", "").expectProblem(409, null);

        assertThat(handedOn(Topics.DELIVERIES)).isEmpty();
    }

    @Test
    void theFailedOnesOfAWindowGoThroughTheWholeScheduleOnceMore() throws Exception {
        List<Sent> events = events(6);
        for (Sent sent : events.subList(0, 3)) {
            sent.failed();
        }
        for (Sent sent : events.subList(3, 6)) {
            sent.delivered();
        }
        events.getFirst().stands("failed");

        Answer started = replay("failed").expect(202);
        JsonNode ended = ends(started.field("id"), "done");

        assertThat(ended.path("sent").intValue()).isEqualTo(3);
        assertThat(ended.path("progress").doubleValue()).isEqualTo(1);
        assertThat(replayed())
                .containsExactlyInAnyOrderElementsOf(
                        events.subList(0, 3).stream().map(sent -> sent.id).toList());
        Again again = handedOn(Topics.DELIVERIES_SLOW).getFirst();
        assertThat(again.delivery().attempt()).isEqualTo(6);
        assertThat(again.delivery().firstAttempt()).isEqualTo(6);
        assertThat(again.delivery().trigger()).isEqualTo(Trigger.REPLAY);
        assertThat(again.body()).isEqualTo(events.getFirst().body);
        events.getFirst().stands("pending");
        events.getFirst().attempt(6, 6, Trigger.REPLAY, Outcome.DELIVERED, 200).stands("delivered");
    }

    @Test
    void aNewWebhookGetsWhatCameBeforeItWasMade() throws Exception {
        List<Sent> events = events(5);
        webhook = settings.createWebhook(site).field("id");

        ends(replay("all").expect(202).field("id"), "done");

        assertThat(handedOn(Topics.DELIVERIES_SLOW))
                .extracting(Again::body)
                .containsExactlyInAnyOrderElementsOf(
                        events.stream().map(sent -> sent.body).toList());
        assertThat(handedOn(Topics.DELIVERIES_SLOW))
                .allSatisfy(again -> assertThat(again.delivery().attempt()).isEqualTo(1));
    }

    @Test
    void whatComesByItselfIsNotSentTwice() throws Exception {
        Sent waiting = new Sent(1).attempt(1, 1, Trigger.SCHEDULE, Outcome.RETRY, 500);
        Sent done = new Sent(2).delivered();
        done.stands("delivered");
        waiting.stands("pending");

        ends(replay("all").expect(202).field("id"), "done");

        assertThat(replayed()).containsExactly(done.id);
    }

    @ParameterizedTest
    @CsvSource({"send, 2", "skip, 0"})
    void whatWasMissedIsCountedAndSentWhenItsOwnerWantsIt(String missed, int expected) throws Exception {
        String path = "/v1/sites/" + site + "/webhooks/" + webhook;
        Sent before = new Sent(0).delivered();
        settings.patch(path, "{\"enabled\": false}").expect(200);
        List<Sent> held = events(2);
        for (Sent sent : held) {
            sent.held().stands("held");
        }
        before.stands("delivered");
        assertThat(settings.get(path).json().path("missed").intValue()).isEqualTo(2);

        Answer on = settings.patch(path, "{\"enabled\": true, \"missed\": \"" + missed + "\"}")
                .expect(200);

        if (on.json().has("replay_id")) {
            ends(on.field("replay_id"), "done");
        }
        assertThat(replayed())
                .hasSize(expected)
                .isSubsetOf(held.stream().map(sent -> sent.id).toList());
        settings.patch(path, "{\"enabled\": false}").expect(200);
        assertThat(settings.get(path).json().path("missed").intValue()).isZero();
    }

    @Test
    void whatWasMissedIsNotForgottenWhenItIsSwitchedOffAgainMeanwhile() throws Exception {
        String path = "/v1/sites/" + site + "/webhooks/" + webhook;
        settings.patch(path, "{\"enabled\": false}").expect(200);
        List<Sent> held = events(3);
        for (Sent sent : held) {
            sent.held().stands("held");
        }
        String first = settings.patch(path, "{\"enabled\": true, \"missed\": \"send\"}")
                .expect(200)
                .field("replay_id");
        settings.patch(path, "{\"enabled\": false}").expect(200);
        await().atMost(PATIENCE)
                .until(() -> !settings.get("/v1/sites/" + site + "/replays/" + first)
                        .field("state")
                        .equals("running"));

        Answer on = settings.patch(path, "{\"enabled\": true, \"missed\": \"send\"}")
                .expect(200);

        ends(on.field("replay_id"), "done");
        assertThat(replayed())
                .containsExactlyInAnyOrderElementsOf(
                        held.stream().map(sent -> sent.id).toList());
    }

    @Test
    void whoClicksTwiceStartsOneAndWhoIsOverCannotGoOn() throws Exception {
        for (Sent sent : events(20)) {
            sent.failed();
        }
        String path = "/v1/sites/" + site + "/webhooks/" + webhook + "/replay";
        String slow = "{\"since\": \"2020-01-01T00:00:00Z\", \"which\": \"all\", \"per_second\": 1}";

        String id = settings.post(path, slow).expect(202).field("id");

        assertThat(settings.post(path, slow).expect(200).field("id")).isEqualTo(id);
        String replay = "/v1/sites/" + site + "/replays/" + id;
        settings.post(replay + "/pause", "").expect(200);
        assertThat(settings.get(replay).field("state")).isEqualTo("paused");
        assertThat(settings.post(path, slow).expect(200).field("id")).isEqualTo(id);
        settings.post(replay + "/resume", "").expect(200);
        settings.post(replay + "/cancel", "").expect(200);
        settings.post(replay + "/resume", "").expectProblem(409, null);
        settings.get("/v1/sites/another/replays/" + id).expectProblem(404, null);
        assertThat(settings.post(path, slow).expect(202).field("id")).isNotEqualTo(id);
    }

    @Test
    void anotherWindowThanTheOneUnderWayIsNotTakenForTheSame() throws Exception {
        new Sent(1).failed();
        String path = "/v1/sites/" + site + "/webhooks/" + webhook + "/replay";
        String slow = "{\"since\": \"%s-01-01T00:00:00Z\", \"which\": \"all\", \"per_second\": 1}";
        String id = settings.post(path, slow.formatted("2020")).expect(202).field("id");
        settings.post("/v1/sites/" + site + "/replays/" + id + "/pause", "").expect(200);

        settings.post(path, slow.formatted("2021")).expectProblem(409, null);

        settings.patch("/v1/sites/" + site + "/webhooks/" + webhook, "{\"enabled\": false}")
                .expect(200);
        settings.post("/v1/sites/" + site + "/replays/" + id + "/resume", "").expectProblem(409, null);
    }

    @Test
    void aReplayThatIsBrokenOffGoesOnWhereItStoppedAndDoublesNothing() throws Exception {
        List<Sent> events = events(60);
        for (Sent sent : events) {
            sent.failed();
        }
        events.getLast().stands("failed");
        String id = settings.post("/v1/sites/" + site + "/webhooks/" + webhook + "/replay", """
                {"since": "2020-01-01T00:00:00Z", "which": "failed", "per_second": 40}""")
                .expect(202)
                .field("id");
        await().atMost(PATIENCE).until(() -> replayed().size() >= 10);

        settings.close();
        settings = new RunningSettings(engines, database, FAST);
        JsonNode ended = ends(id, "done");

        assertThat(replayed())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        events.stream().map(sent -> sent.id).toList());
        assertThat(ended.path("sent").intValue()).isEqualTo(60);
    }

    @Test
    void deadLettersOfASiteAreListedCountedAndRedrivenByFilter() throws Exception {
        Sent failed = new Sent(1).failed();
        Sent other = new Sent(2).failed();
        Sent delivered = new Sent(3).delivered();
        for (Sent sent : List.of(failed, other)) {
            sent.stands("failed");
        }
        delivered.stands("delivered");
        String path = "/v1/sites/" + site + "/dead-letters";
        assertThat(settings.get(path).expect(200).json().path("dead_letters"))
                .extracting(letter -> letter.path("id").asText())
                .containsExactlyInAnyOrder(failed.id.toString(), other.id.toString());
        assertThat(settings.get(path + "/count?reason=status")
                        .json()
                        .path("count")
                        .intValue())
                .isEqualTo(2);
        assertThat(settings.get(path + "/count?reason=timeout")
                        .json()
                        .path("count")
                        .intValue())
                .isZero();

        Answer one = settings.post(path + "/redrive", "{\"ids\": [\"" + failed.id + "\"]}")
                .expect(202);
        assertThat(one.json().path("expected").intValue()).isEqualTo(1);
        ends(one.field("id"), "done");
        assertThat(replayed()).containsExactly(failed.id);

        ends(
                settings.post(path + "/redrive", "{\"reason\": \"status\"}")
                        .expect(202)
                        .field("id"),
                "done");
        assertThat(replayed()).containsExactlyInAnyOrder(failed.id, other.id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"which\": \"all\"} | since",
                "{\"since\": \"2026-01-01T00:00:00Z\"} | which",
                "{\"since\": \"yesterday\", \"which\": \"all\"} | since",
                "{\"since\": \"2999-01-01T00:00:00Z\", \"which\": \"all\"} | since",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"until\": \"2025-01-01T00:00:00Z\", \"which\": \"all\"} | until",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"which\": \"some\"} | which",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"which\": \"all\", \"per_second\": 0} | per_second",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"which\": \"all\", \"speed\": 1} | speed"
            })
    void aWindowThatMakesNoSenseIsRefusedByName(String json, String field) throws Exception {
        settings.post("/v1/sites/" + site + "/webhooks/" + webhook + "/replay", json)
                .expectProblem(422, field);
        assertThat(settings.get("/v1/sites/" + site + "/replays").json().path("replays"))
                .isEmpty();
    }
}
