package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookApiTest {
    private static final String WEBHOOKS = "/v1/sites/site_abc/webhooks";
    private static final String GOOD = """
            {"url": "https://example.com/hook", "events": ["message.created"]}""";

    private static RunningSettings settings;

    @BeforeAll
    static void start() throws Exception {
        settings = RunningSettings.start(Map.of("WEBHOOKS_PER_SITE", "5"));
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    @Test
    void aNewWebhookIsAnsweredWithAllItsFieldsAndItsSecret() throws Exception {
        Answer made = settings.post("/v1/sites/site_new/webhooks", """
                        {"url": " https://example.com/hook?a=b ",
                         "events": ["message.created", "ticket.created", "message.created"],
                         "description": "to the CRM"}""").expect(201);

        assertThat(made.json().properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "id",
                        "site_id",
                        "url",
                        "events",
                        "description",
                        "enabled",
                        "disabled_reason",
                        "failing_since",
                        "failed_attempts",
                        "rotating",
                        "limits",
                        "created_at",
                        "updated_at",
                        "secret");
        assertThat(made.field("id")).matches("wh_[A-Za-z0-9_-]{22}");
        assertThat(made.field("site_id")).isEqualTo("site_new");
        assertThat(made.field("url")).isEqualTo("https://example.com/hook?a=b");
        assertThat(made.json().path("events").toString()).isEqualTo("[\"message.created\",\"ticket.created\"]");
        assertThat(made.field("description")).isEqualTo("to the CRM");
        assertThat(made.json().path("enabled").booleanValue()).isTrue();
        assertThat(made.json().path("disabled_reason").isNull()).isTrue();
        assertThat(made.json().path("failing_since").isNull()).isTrue();
        assertThat(made.json().path("failed_attempts").intValue()).isZero();
        assertThat(made.json().path("limits").toString()).isEqualTo("{\"per_second\":null}");
        assertThat(Instant.parse(made.field("created_at"))).isEqualTo(Instant.parse(made.field("updated_at")));
        assertThat(made.field("secret")).matches("whsec_[A-Za-z0-9+/]{32}");
        assertThat(made.headers().firstValue("Location")).hasValue("/v1/sites/site_new/webhooks/" + made.field("id"));
        assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void theSecretIsInNoOtherAnswerAndNowhereInClear() throws Exception {
        Answer made = settings.createWebhook("site_secret");
        String secret = made.field("secret");
        String path = "/v1/sites/site_secret/webhooks/" + made.field("id");
        List<String> texts = new ArrayList<>();
        texts.add(settings.get(path).expect(200).text());
        texts.add(settings.get("/v1/sites/site_secret/webhooks").expect(200).text());
        texts.add(settings.patch(path, "{\"enabled\": false}").expect(200).text());
        texts.add(settings.get(path + "/deliveries").expect(200).text());
        texts.add(settings.metrics.scrape());
        texts.addAll(settings.database.texts("SELECT to_jsonb(w)::text FROM webhooks w"));
        Engines.shared().read(Topics.WEBHOOKS).forEach(record -> texts.add(text(record.value())));

        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(secret));
        assertThat(SecretCipher.parse(RunningSettings.SECRET_KEYS)
                        .open(made.field("id"), secrets(made).getFirst()))
                .isEqualTo(secret);
    }

    @Test
    void theListHoldsTheSitesWebhooksNewestFirst() throws Exception {
        String first = settings.createWebhook("site_list").field("id");
        String second = settings.createWebhook("site_list").field("id");
        settings.createWebhook("site_list_of_others");

        Answer list = settings.get("/v1/sites/site_list/webhooks").expect(200);

        assertThat(list.json().path("webhooks").findValuesAsText("id")).containsExactly(second, first);
        assertThat(list.json().has("next")).isTrue();
        assertThat(list.json().path("next").isNull()).isTrue();
        assertThat(settings.get("/v1/sites/site_without_any/webhooks").text())
                .isEqualTo("{\"webhooks\":[],\"next\":null}");
    }

    @Test
    void aChangeTouchesOnlyWhatItNames() throws Exception {
        Answer made = settings.post("/v1/sites/site_change/webhooks", """
                {"url": "https://example.com/hook", "events": ["message.created"], "description": "old"}""");
        String path = "/v1/sites/site_change/webhooks/" + made.field("id");

        Answer changed = settings.patch(path, """
                {"events": ["ticket.updated"], "limits": {"per_second": 10}}""").expect(200);

        assertThat(changed.json().path("events").toString()).isEqualTo("[\"ticket.updated\"]");
        assertThat(changed.json().path("limits").path("per_second").intValue()).isEqualTo(10);
        assertThat(changed.field("url")).isEqualTo(made.field("url"));
        assertThat(changed.field("description")).isEqualTo("old");
        assertThat(changed.field("created_at")).isEqualTo(made.field("created_at"));
        assertThat(changed.json()).isEqualTo(settings.get(path).expect(200).json());
        Webhook published = published(made).orElseThrow();
        assertThat(published.events()).containsExactly("ticket.updated");
        assertThat(published.limits().perSecond()).isEqualTo(10);

        Answer emptied = settings.patch(path, "{\"description\": null, \"limits\": null}")
                .expect(200);
        assertThat(emptied.json().path("description").isNull()).isTrue();
        assertThat(emptied.json().path("limits").path("per_second").isNull()).isTrue();
    }

    @Test
    void aChangeThatChangesNothingIsNotPublished() throws Exception {
        Answer made = settings.createWebhook("site_same");
        String path = "/v1/sites/site_same/webhooks/" + made.field("id");
        int before = records(made).size();

        Answer same = settings.patch(path, GOOD).expect(200);

        assertThat(same.field("updated_at")).isEqualTo(made.field("updated_at"));
        assertThat(records(made)).hasSize(before);
    }

    @Test
    void theToggleIsPublishedByTheTimeItIsAnswered() throws Exception {
        Answer made = settings.createWebhook("site_toggle");
        String path = "/v1/sites/site_toggle/webhooks/" + made.field("id");

        assertThat(settings.patch(path, "{\"enabled\": false}")
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isFalse();
        assertThat(published(made).orElseThrow().enabled()).isFalse();
        assertThat(settings.patch(path, "{\"enabled\": true}")
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isTrue();
        assertThat(published(made).orElseThrow().enabled()).isTrue();
    }

    @Test
    void theReasonWhyItIsOffIsShownUntilItsOwnerTurnsItOn() throws Exception {
        Answer made = settings.createWebhook("site_reason");
        String path = "/v1/sites/site_reason/webhooks/" + made.field("id");
        settings.database.execute(
                "UPDATE webhooks SET enabled = false, disabled_reason = 'It answered 410.' WHERE id = '"
                        + made.field("id") + "'");

        assertThat(settings.patch(path, "{\"description\": \"x\"}").field("disabled_reason"))
                .isEqualTo("It answered 410.");
        assertThat(settings.patch(path, "{\"enabled\": true}")
                        .json()
                        .path("disabled_reason")
                        .isNull())
                .isTrue();
    }

    @Test
    void aDeletedWebhookIsGoneAndItsTombstonePublished() throws Exception {
        Answer made = settings.createWebhook("site_delete");
        String path = "/v1/sites/site_delete/webhooks/" + made.field("id");

        Answer deleted = settings.delete(path).expect(204);

        assertThat(deleted.text()).isEmpty();
        settings.get(path).expectProblem(404, null);
        settings.patch(path, "{\"enabled\": true}").expectProblem(404, null);
        settings.delete(path).expectProblem(404, null);
        settings.post(path + "/test", "{\"event\": \"message.created\"}").expectProblem(404, null);
        settings.post(path + "/secret/rotate", "").expectProblem(404, null);
        assertThat(settings.get("/v1/sites/site_delete/webhooks").json().path("webhooks"))
                .isEmpty();
        settings.get(path + "/deliveries").expect(200);
        List<ConsumerRecord<String, byte[]>> records = records(made);
        assertThat(records.getLast().value()).isNull();
        assertThat(WebhookJson.version(records.getLast().headers()))
                .isGreaterThan(WebhookJson.version(records.getFirst().headers()));
        assertThat(settings.database.text(
                        "SELECT cardinality(sealed_secrets) FROM webhooks WHERE id = '" + made.field("id") + "'"))
                .isEqualTo("0");
    }

    @Test
    void whileASecretIsRotatedBothSignTheOutgoingOneFirst() throws Exception {
        Answer made = settings.createWebhook("site_rotate");
        String path = "/v1/sites/site_rotate/webhooks/" + made.field("id");
        settings.post(path + "/secret/finish", "").expectProblem(409, null);

        Answer rotated = settings.post(path + "/secret/rotate", "").expect(200);

        assertThat(made.json().path("rotating").booleanValue()).isFalse();
        assertThat(rotated.json().path("rotating").booleanValue()).isTrue();
        assertThat(rotated.field("secret")).startsWith("whsec_").isNotEqualTo(made.field("secret"));
        assertThat(opened(made)).containsExactly(made.field("secret"), rotated.field("secret"));
        settings.post(path + "/secret/rotate", "").expectProblem(409, null);
        assertThat(settings.post(path + "/secret/finish", "").expect(200).json().has("secret"))
                .isFalse();
        assertThat(opened(made)).containsExactly(rotated.field("secret"));
    }

    @Test
    void aSiteHasOnlySoManyWebhooks() throws Exception {
        for (int i = 0; i < 5; i++) {
            settings.createWebhook("site_full");
        }

        Answer refused = settings.post("/v1/sites/site_full/webhooks", GOOD);

        refused.expectProblem(422, null);
        assertThat(refused.field("detail")).contains("5");
        String one = settings.get("/v1/sites/site_full/webhooks")
                .json()
                .path("webhooks")
                .path(0)
                .path("id")
                .textValue();
        settings.delete("/v1/sites/site_full/webhooks/" + one).expect(204);
        settings.createWebhook("site_full");
    }

    static Stream<Arguments> bodies() {
        String url = "\"url\": \"https://example.com/hook\"";
        String events = "\"events\": [\"message.created\"]";
        return Stream.of(
                body("{", 400, null),
                body("", 400, null),
                body("[" + GOOD + "]", 400, null),
                body("null", 400, null),
                body(GOOD + "{}", 400, null),
                body("{" + url + ", " + url + ", " + events + "}", 400, null),
                body("[".repeat(30_000), 400, null),
                body("{" + events + "}", 422, "url"),
                body("{" + url + "}", 422, "events"),
                body("{" + url + "," + events + ", \"retries\": 3}", 422, "retries"),
                body("{\"url\": 5, " + events + "}", 422, "url"),
                body("{\"url\": null, " + events + "}", 422, "url"),
                body("{\"url\": \"\", " + events + "}", 422, "url"),
                body("{\"url\": \"example\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://\", " + events + "}", 422, "url"),
                body("{\"url\": \"ftp://example.com/\", " + events + "}", 422, "url"),
                body("{\"url\": \"http://example.com/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://me:pw@example.com/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://127.0.0.1/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://0x7f.1/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://[::1]/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://169.254.169.254/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://example.com:99999/\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://example.com/\\u0000\", " + events + "}", 422, "url"),
                body("{\"url\": \"https://example.com/" + "a".repeat(10_000) + "\", " + events + "}", 422, "url"),
                body("{" + url + ", \"events\": \"message.created\"}", 422, "events"),
                body("{" + url + ", \"events\": []}", 422, "events"),
                body("{" + url + ", \"events\": null}", 422, "events"),
                body("{" + url + ", \"events\": [\"message.created\", \"message.deleted\"]}", 422, "events[1]"),
                body("{" + url + ", \"events\": [null]}", 422, "events[0]"),
                body("{" + url + "," + events + ", \"enabled\": \"yes\"}", 422, "enabled"),
                body("{" + url + "," + events + ", \"enabled\": null}", 422, "enabled"),
                body("{" + url + "," + events + ", \"description\": 5}", 422, "description"),
                body("{" + url + "," + events + ", \"description\": \"\\u0000\"}", 422, "description"),
                body("{" + url + "," + events + ", \"description\": \"\\ud800\"}", 422, "description"),
                body("{" + url + "," + events + ", \"description\": \"" + "a".repeat(501) + "\"}", 422, "description"),
                body("{" + url + "," + events + ", \"limits\": 10}", 422, "limits"),
                body("{" + url + "," + events + ", \"limits\": {\"per_minute\": 1}}", 422, "limits.per_minute"),
                body("{" + url + "," + events + ", \"limits\": {\"per_second\": 0}}", 422, "limits.per_second"),
                body("{" + url + "," + events + ", \"limits\": {\"per_second\": 1.5}}", 422, "limits.per_second"),
                body("{" + url + "," + events + ", \"limits\": {\"per_second\": 1e9}}", 422, "limits.per_second"));
    }

    private static Arguments body(String json, int status, @Nullable String field) {
        return Arguments.of(json, status, field);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatMakesNoSenseIsRefusedByNameAndChangesNothing(String json, int status, @Nullable String field)
            throws Exception {
        String before = settings.database.text("SELECT version FROM settings_version");

        settings.post(WEBHOOKS, json).expectProblem(status, field);

        assertThat(settings.database.text("SELECT version FROM settings_version"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "events", "enabled"})
    void aChangeIsJudgedLikeACreation(String field) throws Exception {
        Answer made = settings.createWebhook("site_judge_" + field);
        String path = "/v1/sites/site_judge_" + field + "/webhooks/" + made.field("id");

        settings.patch(path, "{\"description\": \"new\", \"" + field + "\": 7}").expectProblem(422, field);

        assertThat(settings.get(path).json().path("description").isNull()).isTrue();
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        Map<String, String> text =
                Map.of("Authorization", "Bearer " + RunningSettings.TOKEN, "Content-Type", "text/plain");
        settings.send("POST", WEBHOOKS, GOOD, text).expectProblem(415, null);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
        String large = "{\"description\": \"" + "a".repeat(70_000) + "\"}";
        settings.post(WEBHOOKS, large).expectProblem(413, null);
        settings.send(HttpRequest.newBuilder(settings.uri(WEBHOOKS))
                        .header("Authorization", "Bearer " + RunningSettings.TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(UTF_8))))
                        .build())
                .expectProblem(413, null);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        for (String id : Set.of("wh_of_nobody", "wh.with.dots", "a".repeat(200))) {
            String path = WEBHOOKS + "/" + id;
            settings.get(path).expectProblem(404, null);
            settings.patch(path, "{}").expectProblem(404, null);
            settings.delete(path).expectProblem(404, null);
            settings.get(path + "/deliveries").expectProblem(404, null);
        }
        settings.get("/v1/nothing").expectProblem(404, null);
        settings.send("PUT", WEBHOOKS, GOOD, Map.of("Authorization", "Bearer " + RunningSettings.TOKEN))
                .expectProblem(405, null);
        settings.get("/v1/sites/site%20abc/webhooks").expectProblem(400, "site");
    }

    @Test
    void theEventTypesComeWithSchemaAndExample() throws Exception {
        Answer types = settings.get("/v1/event-types").expect(200);

        assertThat(types.json().path("event_types").findValuesAsText("name"))
                .containsExactlyInAnyOrder(
                        "conversation.created",
                        "conversation.closed",
                        "message.created",
                        "conversation.needs_human",
                        "ticket.created",
                        "ticket.updated");
        assertThat(types.json().path("event_types")).allSatisfy(type -> {
            assertThat(type.path("example").path("event")).isEqualTo(type.path("name"));
            assertThat(type.path("schema").isObject()).isTrue();
            assertThat(type.path("description").textValue()).isNotBlank();
        });
    }

    @Test
    void whatIsToldAboutWebhooksIsListedApartAndCanBeAskedForLikeAnyEvent() throws Exception {
        Answer types = settings.get("/v1/event-types?kind=operational").expect(200);
        List<String> names = types.json().path("event_types").findValuesAsText("name");
        assertThat(names).containsExactly("webhook.disabled", "webhook.failing", "webhook.recovered");
        assertThat(settings.get("/v1/event-types?kind=domain").expect(200).json())
                .isEqualTo(settings.get("/v1/event-types").expect(200).json());
        settings.get("/v1/event-types?kind=all").expectProblem(400, "kind");

        Answer made = settings.post("/v1/sites/site_ops/webhooks", """
                {"url": "https://example.com/ops", "events": ["webhook.disabled", "message.created"]}""").expect(201);
        assertThat(published(made).orElseThrow().events())
                .containsExactlyInAnyOrder("webhook.disabled", "message.created");
    }

    private static List<ConsumerRecord<String, byte[]>> records(Answer made) throws Exception {
        String key = made.field("site_id") + "/" + made.field("id");
        return Engines.shared().read(Topics.WEBHOOKS).stream()
                .filter(record -> key.equals(record.key()))
                .toList();
    }

    private static Optional<Webhook> published(Answer made) throws Exception {
        byte[] value = records(made).getLast().value();
        return value == null ? Optional.empty() : Optional.of(WebhookJson.read(value));
    }

    private static List<SealedSecret> secrets(Answer made) throws Exception {
        return published(made).orElseThrow().secrets();
    }

    private static List<String> opened(Answer made) throws Exception {
        SecretCipher cipher = SecretCipher.parse(RunningSettings.SECRET_KEYS);
        List<String> opened = new ArrayList<>();
        for (SealedSecret secret : secrets(made)) {
            opened.add(cipher.open(made.field("id"), secret));
        }
        return opened;
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, UTF_8);
    }
}
