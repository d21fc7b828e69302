package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the attempts topic into Recent deliveries, as an owner of a webhook sees them. */
class DeliveryLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger SITES = new AtomicInteger();

    private static Engines engines;
    private static RunningSettings settings;

    private final long now = System.currentTimeMillis();
    private String site = "";
    private String webhook = "";

    @BeforeAll
    static void start() throws Exception {
        engines = Engines.shared();
        settings = RunningSettings.start(Map.of("BODY_WAIT", "2s", "TESTS_PER_MINUTE", "3"));
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    @BeforeEach
    void make() throws Exception {
        site = "site_log_" + SITES.incrementAndGet();
        webhook = settings.createWebhook(site).field("id");
    }

    /** Attempts of one delivery of the test's webhook, as a worker writes them. */
    private final class Written {
        final UUID id = UUID.randomUUID();
        final long createdAt;
        EventRef event = new EventRef(Topics.EVENTS, 0, 1_000_000);
        String type = "message.created";

        @Nullable
        String body;

        Written() {
            this(now);
        }

        Written(long createdAt) {
            this.createdAt = createdAt;
        }

        Written attempt(int number, Outcome outcome, @Nullable Integer status, @Nullable Long next) throws Exception {
            boolean posted = outcome.posted();
            return write(new Attempt(
                    id,
                    webhook,
                    site,
                    type,
                    event,
                    createdAt,
                    number,
                    Trigger.SCHEDULE,
                    createdAt + number * 1000L,
                    outcome,
                    status,
                    posted ? 42L : null,
                    status == null ? null : body == null ? "answer " + number : body,
                    outcome == Outcome.DELIVERED ? null : "status",
                    outcome == Outcome.DELIVERED ? null : "It did not answer with a 2xx.",
                    next,
                    null));
        }

        Written write(Attempt attempt) throws Exception {
            var unused = engines.write(
                    Topics.ATTEMPTS, webhook, new String(AttemptJson.write(attempt), StandardCharsets.UTF_8));
            return this;
        }

        /** The delivery in the list, once it stands as said. */
        JsonNode listed(String status, int attempts) {
            return await().atMost(PATIENCE)
                    .until(
                            () -> list("").path("deliveries")
                                    .valueStream()
                                    .filter(delivery ->
                                            delivery.path("id").textValue().equals(id.toString()))
                                    .findFirst()
                                    .orElse(MissingNode.getInstance()),
                            found -> found.path("status").asText().equals(status)
                                    && found.path("attempt_count").intValue() == attempts);
        }

        JsonNode opened() throws Exception {
            return settings.get("/v1/sites/" + site + "/deliveries/" + id)
                    .expect(200)
                    .json();
        }
    }

    private String deliveries() {
        return "/v1/sites/" + site + "/webhooks/" + webhook + "/deliveries";
    }

    private JsonNode list(String query) throws Exception {
        return settings.get(deliveries() + query).expect(200).json();
    }

    @Test
    void aDeliveryThatFailsShowsEachAttemptWhenTheNextIsDueAndItsEnd() throws Exception {
        String event = "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"conversation_id\":\"conv_xyz\"}}";
        RecordMetadata place = engines.write(Topics.EVENTS, site, event);
        Written delivery = new Written();
        delivery.event = new EventRef(Topics.EVENTS, place.partition(), place.offset());

        delivery.attempt(1, Outcome.RETRY, 500, now + 60_000);

        JsonNode waiting = delivery.listed("pending", 1);
        assertThat(waiting.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "id",
                        "webhook_id",
                        "event",
                        "status",
                        "attempt_count",
                        "created_at",
                        "next_attempt_at",
                        "last_status_code");
        assertThat(Instant.parse(waiting.path("next_attempt_at").textValue()).toEpochMilli())
                .isEqualTo(now + 60_000);
        assertThat(Instant.parse(waiting.path("created_at").textValue()).toEpochMilli())
                .isEqualTo(now);
        assertThat(waiting.path("last_status_code").intValue()).isEqualTo(500);
        assertThat(waiting.path("webhook_id").textValue()).isEqualTo(webhook);

        delivery.attempt(2, Outcome.RETRY, null, now + 300_000)
                .attempt(3, Outcome.RETRY, 503, now + 1_800_000)
                .attempt(4, Outcome.RETRY, 503, now + 10_800_000)
                .attempt(5, Outcome.FAILED, 502, null);

        JsonNode failed = delivery.listed("failed", 5);
        assertThat(failed.path("next_attempt_at").isNull()).isTrue();
        assertThat(failed.path("last_status_code").intValue()).isEqualTo(502);
        JsonNode opened = delivery.opened();
        assertThat(opened.path("body").textValue()).isEqualTo(event);
        JsonNode attempts = opened.path("attempts");
        assertThat(attempts.valueStream().map(attempt -> attempt.path("number").intValue()))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(attempts.valueStream()
                        .map(attempt -> attempt.path("status_code").asText("null")))
                .containsExactly("500", "null", "503", "503", "502");
        assertThat(attempts.path(0).path("response_body").textValue()).isEqualTo("answer 1");
        assertThat(attempts.path(1).path("response_body").isNull()).isTrue();
        assertThat(attempts.path(4).path("duration_ms").longValue()).isEqualTo(42);
        assertThat(attempts.path(4).path("error").textValue()).isEqualTo("It did not answer with a 2xx.");
        assertThat(attempts.path(4).path("trigger").textValue()).isEqualTo("schedule");
        assertThat(Instant.parse(attempts.path(4).path("at").textValue()).toEpochMilli())
                .isEqualTo(now + 5_000);
    }

    @Test
    void anAttemptReadTooLateUndoesNothing() throws Exception {
        Written together = new Written();
        together.attempt(2, Outcome.DELIVERED, 200, null).attempt(1, Outcome.RETRY, 500, now + 60_000);
        Written apart = new Written();
        apart.attempt(2, Outcome.DELIVERED, 200, null).listed("delivered", 1);
        apart.attempt(1, Outcome.RETRY, 500, now + 60_000);

        for (JsonNode delivery : List.of(together.listed("delivered", 2), apart.listed("delivered", 2))) {
            assertThat(delivery.path("next_attempt_at").isNull()).isTrue();
            assertThat(delivery.path("last_status_code").intValue()).isEqualTo(200);
        }
        assertThat(apart.opened().path("attempts").findValuesAsText("number")).containsExactly("1", "2");
    }

    @Test
    void whatIsNotSentCountsAsNoAttempt() throws Exception {
        Written held = new Written();
        held.attempt(1, Outcome.HELD, null, null);
        Written cancelled = new Written();
        cancelled.attempt(1, Outcome.RETRY, 500, now + 60_000).attempt(2, Outcome.CANCELLED, null, null);
        Written neverSent = new Written();
        neverSent.write(new Attempt(
                neverSent.id,
                webhook,
                site,
                "message.created",
                neverSent.event,
                now,
                1,
                Trigger.SCHEDULE,
                now,
                Outcome.FAILED,
                null,
                null,
                null,
                "unreadable",
                "The record cannot be read.",
                null,
                null));

        assertThat(held.listed("held", 0).path("last_status_code").isNull()).isTrue();
        JsonNode ended = cancelled.listed("cancelled", 1);
        assertThat(ended.path("last_status_code").intValue()).isEqualTo(500);
        assertThat(ended.path("next_attempt_at").isNull()).isTrue();
        neverSent.listed("failed", 0);

        // Sent later after all, with the number that it would have had.
        held.write(new Attempt(
                held.id,
                webhook,
                site,
                "message.created",
                held.event,
                now,
                1,
                Trigger.MANUAL,
                now + 9_000,
                Outcome.DELIVERED,
                204,
                7L,
                "",
                null,
                null,
                null,
                null));
        assertThat(held.listed("delivered", 1).path("last_status_code").intValue())
                .isEqualTo(204);
    }

    @Test
    void anAttemptReadTwiceIsCountedOnce() throws Exception {
        Written delivery = new Written();
        delivery.attempt(1, Outcome.RETRY, 500, now + 60_000)
                .attempt(1, Outcome.RETRY, 500, now + 60_000)
                .listed("pending", 1);
        delivery.attempt(1, Outcome.RETRY, 500, now + 60_000).attempt(2, Outcome.DELIVERED, 200, null);

        delivery.listed("delivered", 2);
        assertThat(delivery.opened().path("attempts")).hasSize(2);
    }

    @Test
    void aRecordThatCannotBeReadIsKeptAsideAndTheLogGoesOn() throws Exception {
        var unused = engines.write(Topics.ATTEMPTS, webhook, "{\"delivery_id\": \"no attempt of " + site + "\"}");
        Written poison = new Written();
        poison.body = "poison";
        Written good = new Written();
        // What PostgreSQL would refuse for a reason nobody has thought of.
        settings.database.execute("""
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN IF NEW.attempts::text LIKE ''%poison%'' THEN RAISE EXCEPTION ''not this one''; END IF; RETURN NEW; END';
                CREATE TRIGGER refuse BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse();
                """);
        poison.attempt(1, Outcome.DELIVERED, 200, null);
        good.attempt(1, Outcome.DELIVERED, 200, null).listed("delivered", 1);
        settings.database.execute("DROP TRIGGER refuse ON deliveries");

        List<String> reasons =
                settings.database.texts("SELECT reason FROM unreadable_attempts WHERE encode(key, 'escape')" + " = '"
                        + webhook + "' ORDER BY source_offset");
        assertThat(reasons).hasSize(2);
        assertThat(reasons.getFirst()).contains("delivery_id");
        assertThat(reasons.getLast()).contains("not this one");
        assertThat(settings.database.text("SELECT encode(value, 'escape') FROM unreadable_attempts WHERE encode(key,"
                        + " 'escape') = '" + webhook + "' ORDER BY source_offset"))
                .isEqualTo("{\"delivery_id\": \"no attempt of " + site + "\"}");
        assertThat(settings.metrics.scrape()).containsPattern("delivery_log_unreadable_total [1-9]");
    }

    @Test
    void whateverAnEndpointAnswersIsShownAsItIs() throws Exception {
        Written delivery = new Written();
        delivery.body = "<script>alert(1)</script>\u001b[31m\0\ud83d\ude00\ud800\r\nINFO forged";

        delivery.attempt(1, Outcome.DELIVERED, 200, null).listed("delivered", 1);

        // NUL and half a character are what PostgreSQL cannot hold; the half is lost in UTF-8 already.
        assertThat(delivery.opened()
                        .path("attempts")
                        .path(0)
                        .path("response_body")
                        .textValue())
                .startsWith("<script>alert(1)</script>\u001b[31m\ufffd\ud83d\ude00")
                .endsWith("\r\nINFO forged");
    }

    @Test
    void deliveriesAreListedNewestFirstPageByPageAndByFilter() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Some in the same millisecond.
            Written delivery = new Written(now - 10_000 + i / 2);
            delivery.type = i == 3 ? "ticket.created" : "message.created";
            delivery.attempt(1, i == 5 ? Outcome.FAILED : Outcome.DELIVERED, i == 5 ? 400 : 200, null);
            ids.add(delivery.id.toString());
        }
        await().atMost(PATIENCE).until(() -> list("").path("deliveries").size() == 7);

        List<String> paged = new ArrayList<>();
        JsonNode page = list("?limit=3");
        while (true) {
            page.path("deliveries")
                    .forEach(delivery -> paged.add(delivery.path("id").textValue()));
            if (page.path("next").isNull()) {
                break;
            }
            assertThat(page.path("deliveries")).hasSize(3);
            page = list("?limit=3&cursor=" + page.path("next").textValue());
        }
        assertThat(paged).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(paged).isEqualTo(list("").path("deliveries").findValuesAsText("id"));
        assertThat(list("").path("deliveries").findValuesAsText("created_at"))
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(list("?status=failed").path("deliveries").findValuesAsText("id"))
                .containsExactly(ids.get(5));
        assertThat(list("?event=ticket.created&status=").path("deliveries").findValuesAsText("id"))
                .containsExactly(ids.get(3));
        String since = Instant.ofEpochMilli(now - 10_000 + 1).toString();
        String until = Instant.ofEpochMilli(now - 10_000 + 2).toString();
        assertThat(list("?since=" + since + "&until=" + until)
                        .path("deliveries")
                        .findValuesAsText("id"))
                .containsExactlyInAnyOrder(ids.get(2), ids.get(3));
    }

    @ParameterizedTest
    @CsvSource({
        "status, retrying",
        "status, DELIVERED",
        "event, message.deleted",
        "since, yesterday",
        "since, 2026-05-17",
        "until, -1",
        "until, 99999-01-01T00:00:00Z",
        "limit, 0",
        "limit, 201",
        "limit, many",
        "cursor, zzz",
        "cursor, ////",
        "page, 2"
    })
    void aQueryThatMakesNoSenseIsRefusedByName(String parameter, String value) throws Exception {
        settings.get(deliveries() + "?" + parameter + "=" + value).expectProblem(400, parameter);
        settings.get(deliveries() + "?limit=1&limit=2").expectProblem(400, "limit");
    }

    @Test
    void theDeliveriesOfADeletedWebhookStayReadable() throws Exception {
        Written delivery = new Written();
        delivery.attempt(1, Outcome.RETRY, 500, now + 60_000).listed("pending", 1);

        settings.delete("/v1/sites/" + site + "/webhooks/" + webhook).expect(204);
        delivery.attempt(2, Outcome.CANCELLED, null, null);

        delivery.listed("cancelled", 1);
        assertThat(delivery.opened().path("attempts")).hasSize(2);
    }

    @Test
    void aDeliveryOfAnotherSiteIsNotThere() throws Exception {
        Written delivery = new Written();
        delivery.attempt(1, Outcome.DELIVERED, 200, null).listed("delivered", 1);

        settings.get("/v1/sites/site_other/deliveries/" + delivery.id).expectProblem(404, null);
        settings.get("/v1/sites/site_other/webhooks/" + webhook + "/deliveries").expectProblem(404, null);
        settings.get("/v1/sites/" + site + "/deliveries/" + UUID.randomUUID()).expectProblem(404, null);
        settings.get("/v1/sites/" + site + "/deliveries/none").expectProblem(404, null);
    }

    @Test
    void aBodyThatKafkaNoLongerHasIsSaidToBeGone() throws Exception {
        Written delivery = new Written();
        delivery.attempt(1, Outcome.DELIVERED, 200, null).listed("delivered", 1);

        JsonNode opened = delivery.opened();

        assertThat(opened.path("body").isNull()).isTrue();
        assertThat(opened.path("body_note").textValue()).isEqualTo("The event is past the time that Kafka keeps it.");
        assertThat(opened.path("attempts")).hasSize(1);
    }

    @Test
    void aTestEventGoesToItsWebhookAloneAndItsBodyIsShown() throws Exception {
        Answer sent = settings.post("/v1/sites/" + site + "/webhooks/" + webhook + "/test", """
                {"event": "ticket.created"}""")
                .expect(202);

        var delivery = engines.read(Topics.DELIVERIES).stream()
                .filter(record -> webhook.equals(record.key()))
                .findFirst()
                .orElseThrow();
        var headers = DeliveryHeaders.read(delivery.headers());
        assertThat(headers.id()).hasToString(sent.field("delivery_id"));
        assertThat(headers.trigger()).isEqualTo(Trigger.TEST);
        assertThat(headers.attempt()).isEqualTo(1);
        assertThat(new String(delivery.value(), StandardCharsets.UTF_8))
                .contains("\"event\":\"ticket.created\"", "\"site_id\":\"" + site + "\"");
        assertThat(engines.read(Topics.EVENTS))
                .noneMatch(record -> site.equals(record.key())
                        && new String(record.value(), StandardCharsets.UTF_8).contains("ticket.created"));

        Written attempt = new Written();
        attempt.event = headers.event();
        attempt.attempt(1, Outcome.DELIVERED, 200, null).listed("delivered", 1);
        assertThat(attempt.opened().path("body").textValue())
                .isEqualTo(new String(delivery.value(), StandardCharsets.UTF_8));
    }

    @Test
    void aTestOfWhatIsNoEventTypeIsRefused() throws Exception {
        String path = "/v1/sites/" + site + "/webhooks/" + webhook + "/test";
        settings.post(path, "{\"event\": \"message.deleted\"}").expectProblem(422, "event");
        settings.post(path, "{}").expectProblem(422, "event");
        settings.post(path, "{\"event\": 5}").expectProblem(422, "event");
        settings.post(path, "{\"event\": \"message.created\", \"url\": \"x\"}").expectProblem(422, "url");
    }

    @Test
    void testEventsAreBoundedAMinuteAndSite() throws Exception {
        String path = "/v1/sites/" + site + "/webhooks/" + webhook + "/test";
        List<Integer> statuses = new ArrayList<>();
        // Twice what a minute allows and one more: one is refused even where a minute ends in between.
        for (int i = 0; i < 7; i++) {
            statuses.add(settings.post(path, "{\"event\": \"message.created\"}").status());
        }

        assertThat(statuses).contains(429).startsWith(202, 202, 202);
    }
}
