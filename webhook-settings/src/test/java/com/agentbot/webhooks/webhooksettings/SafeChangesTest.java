package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two who change one webhook do not overwrite each other, and a request made twice makes one webhook. */
class SafeChangesTest {
    private static final String GOOD = """
            {"url": "https://example.com/hook", "events": ["message.created"]}""";

    private static RunningSettings settings;

    @BeforeAll
    static void start() throws Exception {
        settings = RunningSettings.start(Map.of("WEBHOOKS_PER_SITE", "3"));
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    private static Answer send(String method, String path, @Nullable String body, String header, String value)
            throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("Authorization", "Bearer " + RunningSettings.TOKEN));
        headers.put(header, value);
        return settings.send(method, path, body, headers);
    }

    private static String eTag(Answer answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static Answer create(String site, String key, String body) throws Exception {
        return send("POST", "/v1/sites/" + site + "/webhooks", body, "Idempotency-Key", key);
    }

    private static int count(String site) throws Exception {
        return settings.get("/v1/sites/" + site + "/webhooks")
                .json()
                .path("webhooks")
                .size();
    }

    @Test
    void eachAnswerThatHoldsOneWebhookSaysItsVersion() throws Exception {
        Answer made = settings.createWebhook("site_tag");
        String path = "/v1/sites/site_tag/webhooks/" + made.field("id");
        assertThat(eTag(made)).matches("\"[0-9]+\"");
        assertThat(eTag(settings.get(path))).isEqualTo(eTag(made));
        Answer changed = settings.patch(path, "{\"description\": \"new\"}").expect(200);
        assertThat(eTag(changed)).isNotEqualTo(eTag(made));
        Answer same = settings.patch(path, "{\"description\": \"new\"}").expect(200);
        assertThat(eTag(same)).isEqualTo(eTag(changed));
        Answer rotated = settings.post(path + "/secret/rotate", "").expect(200);
        Answer finished = settings.post(path + "/secret/finish", "").expect(200);
        assertThat(List.of(eTag(changed), eTag(rotated), eTag(finished))).doesNotHaveDuplicates();
        assertThat(eTag(settings.get(path))).isEqualTo(eTag(finished));
    }

    @Test
    void aChangeThatIsMeantForAnotherVersionIsRefusedAndChangesNothing() throws Exception {
        Answer made = settings.createWebhook("site_match");
        String path = "/v1/sites/site_match/webhooks/" + made.field("id");
        String old = eTag(made);
        Answer now = settings.patch(path, "{\"description\": \"theirs\"}").expect(200);

        for (String stale : List.of(old, "W/" + eTag(now), "\"\"", "\"1\", " + old)) {
            refused(send("PATCH", path, "{\"description\": \"mine\"}", "If-Match", stale));
            refused(send("POST", path + "/secret/rotate", "", "If-Match", stale));
            refused(send("POST", path + "/secret/finish", "", "If-Match", stale));
            refused(send("DELETE", path, null, "If-Match", stale));
        }
        assertThat(settings.get(path).json()).isEqualTo(now.json());
        assertThat(eTag(settings.get(path))).isEqualTo(eTag(now));
    }

    private static void refused(Answer answer) {
        answer.expectProblem(412, null);
        assertThat(answer.field("detail")).startsWith("This webhook has been changed since you read it. Read it again");
    }

    @Test
    void aChangeThatIsMeantForThisVersionIsMade() throws Exception {
        Answer made = settings.createWebhook("site_fits");
        String path = "/v1/sites/site_fits/webhooks/" + made.field("id");
        Answer now = send("PATCH", path, "{\"description\": \"a\"}", "If-Match", eTag(made))
                .expect(200);
        now = send("PATCH", path, "{\"description\": \"b\"}", "If-Match", "\"x,y\" , " + eTag(now))
                .expect(200);
        now = send("POST", path + "/secret/rotate", "", "If-Match", eTag(now)).expect(200);
        send("POST", path + "/secret/finish", "", "If-Match", eTag(now)).expect(200);
        now = send("PATCH", path, "{\"description\": \"c\"}", "If-Match", "*").expect(200);
        send("DELETE", path, null, "If-Match", eTag(now)).expect(204);
        send("DELETE", path, null, "If-Match", eTag(now)).expectProblem(404, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"5", "\"5\" \"6\"", "*, \"5\"", "W/5", "\"5\"x"})
    void whatIsNoETagIsRefusedByName(String ifMatch) throws Exception {
        send("PATCH", "/v1/sites/site_x/webhooks/wh_x", "{}", "If-Match", ifMatch)
                .expectProblem(400, "If-Match");
    }

    @Test
    void theSameRequestWithTheSameKeyMakesOneWebhook() throws Exception {
        Answer first = create("site_once", "key-1", GOOD).expect(201);
        Answer again = create("site_once", "key-1", """
                { "events": ["message.created"],
                  "url": "https://example.com/hook" }""").expect(201);

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(eTag(again)).isEqualTo(eTag(first));
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(count("site_once")).isEqualTo(1);
        // Another key, another site, no key: other webhooks.
        assertThat(create("site_once", "key-2", GOOD).expect(201).field("id")).isNotEqualTo(first.field("id"));
        assertThat(create("site_once_more", "key-1", GOOD).expect(201).field("id"))
                .isNotEqualTo(first.field("id"));
        settings.createWebhook("site_once");
        // Also where the site is full by now.
        assertThat(create("site_once", "key-1", GOOD).expect(201).field("id")).isEqualTo(first.field("id"));
        create("site_once", "key-3", GOOD).expectProblem(422, null);
    }

    @Test
    void theSecretIsAnsweredAgainAsLongAsItIsInUse() throws Exception {
        Answer first = create("site_secret", "key", GOOD).expect(201);
        String path = "/v1/sites/site_secret/webhooks/" + first.field("id");
        settings.post(path + "/secret/rotate", "").expect(200);
        assertThat(create("site_secret", "key", GOOD).expect(201).field("secret"))
                .isEqualTo(first.field("secret"));
        settings.post(path + "/secret/finish", "").expect(200);

        Answer retired = create("site_secret", "key", GOOD).expect(201);

        assertThat(retired.field("id")).isEqualTo(first.field("id"));
        assertThat(retired.json().has("secret")).isFalse();
        assertThat(settings.database.texts("SELECT to_jsonb(k)::text FROM idempotency_keys k"))
                .noneMatch(row -> row.contains(first.field("secret")));
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsRefused() throws Exception {
        Answer first = create("site_other", "key", GOOD).expect(201);
        String other = GOOD.replace("/hook", "/other");
        create("site_other", "key", other).expectProblem(422, "Idempotency-Key");
        settings.delete("/v1/sites/site_other/webhooks/" + first.field("id")).expect(204);
        create("site_other", "key", GOOD).expectProblem(409, null);
        create("site_other", "key", other).expectProblem(422, "Idempotency-Key");
        assertThat(count("site_other")).isZero();
    }

    @Test
    void aRequestThatIsRefusedDoesNotUseItsKey() throws Exception {
        create("site_refused", "key", "{}").expectProblem(422, "url");
        create("site_refused", "key", GOOD).expect(201);
    }

    @Test
    void twoAtOnceMakeOne() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                answers.add(callers.submit(() -> create("site_race", "key", GOOD)));
            }
        }
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().expect(201).json())
                    .isEqualTo(answers.getFirst().get().json());
        }
        assertThat(count("site_race")).isEqualTo(1);
    }

    @Test
    void aKeyIsForgottenAfterADay() throws Exception {
        Answer first = create("site_day", "key", GOOD).expect(201);
        settings.database.execute(
                "UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second' WHERE site_id = 'site_day'");

        assertThat(create("site_day", "key", GOOD).expect(201).field("id")).isNotEqualTo(first.field("id"));
        assertThat(settings.database.text("SELECT count(*) FROM idempotency_keys WHERE site_id = 'site_day'"))
                .isEqualTo("1");
    }

    @Test
    void aKeyHasToBeVisibleAscii() throws Exception {
        for (String key : List.of("", "a b", "a".repeat(256))) {
            create("site_key", key, GOOD).expectProblem(400, "Idempotency-Key");
        }
        create("site_key", "!" + "a".repeat(253) + "~", GOOD).expect(201);
    }
}
