package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens made, listed and revoked, and what they let their holders do. */
class TokenApiTest {
    private static final String GOOD = """
            {"url": "https://example.com/hook", "events": ["message.created"]}""";

    private static RunningSettings settings;

    @BeforeAll
    static void start() throws Exception {
        settings = RunningSettings.start(Map.of("TOKENS_PER_SITE", "5"));
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    private static Answer as(String token, String method, String path, @Nullable String body) throws Exception {
        return settings.send(method, path, body, Map.of("Authorization", "Bearer " + token));
    }

    private static Answer make(String site, String scope) throws Exception {
        return settings.post("/v1/sites/" + site + "/tokens", "{\"name\": \"CI\", \"scope\": \"" + scope + "\"}")
                .expect(201);
    }

    private static String signIn(String token) throws Exception {
        return settings.send("POST", "/session", "{\"token\": \"" + token + "\"}", Map.of("X-Agentbot-Page", "1"))
                .expect(200)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
    }

    @Test
    void aNewTokenIsShownOnceAndIsGoodForItsSite() throws Exception {
        Answer made = settings.post("/v1/sites/site_new/tokens", "{\"name\": \" CI \"}")
                .expect(201);

        assertThat(made.json().properties().stream().map(Map.Entry::getKey))
                .containsExactly("id", "name", "site_id", "scope", "created_at", "last_used_at", "token");
        String token = made.field("token");
        assertThat(token).matches("awt_[A-Za-z0-9_-]{43}");
        assertThat(made.field("id")).matches("tk_[A-Za-z0-9_-]{22}");
        assertThat(made.field("name")).isEqualTo("CI");
        assertThat(made.field("scope")).isEqualTo("write");
        assertThat(made.json().path("last_used_at").isNull()).isTrue();
        assertThat(as(token, "GET", "/session", null).text())
                .isEqualTo("{\"site_id\":\"site_new\",\"scope\":\"write\"}");
        as(token, "POST", "/v1/sites/site_new/webhooks", GOOD).expect(201);
        as(token, "GET", "/v1/sites/site_else/webhooks", null).expectProblem(404, null);
        Answer list = settings.get("/v1/sites/site_new/tokens").expect(200);
        assertThat(list.text()).doesNotContain(token);
        assertThat(Instant.parse(
                        list.json().path("tokens").path(0).path("last_used_at").asText()))
                .isBetween(Instant.parse(made.field("created_at")).minusSeconds(60), Instant.now());
        assertThat(settings.database.texts("SELECT to_jsonb(t)::text FROM tokens t"))
                .noneMatch(row -> row.contains(token))
                .anyMatch(row -> row.contains(HexFormat.of().formatHex(Sha256.of(token))));
    }

    @Test
    void theListHoldsTheSitesTokensNewestFirst() throws Exception {
        String first = make("site_list", "write").field("id");
        String second = make("site_list", "read").field("id");
        make("site_list_of_others", "write");

        Answer list = settings.get("/v1/sites/site_list/tokens").expect(200);

        assertThat(list.json().path("tokens").findValuesAsText("id")).containsExactly(second, first);
        assertThat(list.json().path("tokens").findValuesAsText("scope")).containsExactly("read", "write");
        assertThat(list.json().path("next").isNull()).isTrue();
    }

    @Test
    void tokensOfAllSitesAreForCallersOfAllSites() throws Exception {
        Answer made = settings.post("/v1/tokens", "{\"name\": \"operator\", \"scope\": \"read\"}")
                .expect(201);
        String token = made.field("token");

        assertThat(made.json().path("site_id").isNull()).isTrue();
        as(token, "GET", "/v1/sites/any/webhooks", null).expect(200);
        assertThat(as(token, "GET", "/v1/tokens", null)
                        .expect(200)
                        .json()
                        .path("tokens")
                        .findValuesAsText("name"))
                .contains("bootstrap", "operator");
        as(token, "POST", "/v1/tokens", "{\"name\": \"x\"}").expectProblem(403, null);
        String ofSite = make("site_small", "write").field("token");
        as(ofSite, "GET", "/v1/tokens", null).expectProblem(404, null);
        as(ofSite, "POST", "/v1/tokens", "{\"name\": \"x\"}").expectProblem(404, null);
        as(ofSite, "DELETE", "/v1/tokens/" + made.field("id"), null).expectProblem(404, null);
        settings.delete("/v1/tokens/" + made.field("id")).expect(204);
        as(token, "GET", "/session", null).expectProblem(401, null);
    }

    @Test
    void aSiteNeitherSeesNorRevokesTheTokensOfAnother() throws Exception {
        Answer theirs = make("site_theirs", "write");
        Answer ofAll = settings.post("/v1/tokens", "{\"name\": \"x\"}").expect(201);
        String mine = make("site_mine", "write").field("token");

        as(mine, "GET", "/v1/sites/site_theirs/tokens", null).expectProblem(404, null);
        as(mine, "POST", "/v1/sites/site_theirs/tokens", "{\"name\": \"x\"}").expectProblem(404, null);
        for (String id : List.of(theirs.field("id"), ofAll.field("id"), "tk_none", "a.b", "a".repeat(100))) {
            Answer answer = as(mine, "DELETE", "/v1/sites/site_mine/tokens/" + id, null);
            answer.expectProblem(404, null);
            assertThat(answer.field("detail")).isEqualTo("This site has no such token.");
            as(mine, "DELETE", "/v1/sites/site_theirs/tokens/" + id, null).expectProblem(404, null);
        }
        as(theirs.field("token"), "GET", "/session", null).expect(200);
        as(ofAll.field("token"), "GET", "/session", null).expect(200);
    }

    @Test
    void aRevokedTokenEndsWithItsSessionsAlsoByItsOwnHand() throws Exception {
        Answer made = make("site_revoke", "write");
        String token = made.field("token");
        Map<String, String> session = Map.of("Cookie", signIn(token));
        settings.send("GET", "/session", null, session).expect(200);

        String path = "/v1/sites/site_revoke/tokens/" + made.field("id");
        as(token, "DELETE", path, null).expect(204);

        as(token, "GET", "/session", null).expectProblem(401, null);
        settings.send("GET", "/session", null, session).expectProblem(401, null);
        settings.delete(path).expectProblem(404, null);
    }

    @Test
    void whoMayOnlyReadChangesNothingByTokenOrSession() throws Exception {
        String token = make("site_read", "read").field("token");
        Answer webhook = settings.createWebhook("site_read");
        String path = "/v1/sites/site_read/webhooks/" + webhook.field("id");
        String before = settings.database.text("SELECT version FROM settings_version");
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + token);
        Map<String, String> session = Map.of("Cookie", signIn(token), "X-Agentbot-Page", "1");

        for (Map<String, String> headers : List.of(bearer, session)) {
            assertThat(settings.send("GET", "/session", null, headers).text())
                    .isEqualTo("{\"site_id\":\"site_read\",\"scope\":\"read\"}");
            settings.send("GET", path, null, headers).expect(200);
            settings.send("GET", "/v1/event-types", null, headers).expect(200);
            settings.send("GET", "/v1/sites/site_read/tokens", null, headers).expect(200);
            // A POST that changes nothing.
            settings.send("POST", "/v1/sites/site_read/url-check", "{\"url\": \"https://127.0.0.1/\"}", headers)
                    .expect(200);
            refused(settings.send("POST", "/v1/sites/site_read/webhooks", GOOD, headers));
            refused(settings.send("PATCH", path, "{\"enabled\": false}", headers));
            refused(settings.send("DELETE", path, null, headers));
            refused(settings.send("POST", path + "/secret/rotate", "", headers));
            refused(settings.send("POST", path + "/test", "{\"event\": \"message.created\"}", headers));
            refused(settings.send("POST", path + "/replay", "{}", headers));
            refused(settings.send("POST", "/v1/sites/site_read/dead-letters/redrive", "{}", headers));
            refused(settings.send("POST", "/v1/sites/site_read/tokens", "{\"name\": \"x\"}", headers));
            refused(settings.send("POST", "/v1/sites/site_else/webhooks", GOOD, headers));
        }
        assertThat(settings.database.text("SELECT version FROM settings_version"))
                .isEqualTo(before);
        // One may always sign out.
        settings.send("DELETE", "/session", null, session).expect(204);
        settings.send("GET", "/session", null, session).expectProblem(401, null);
    }

    private static void refused(Answer answer) {
        answer.expectProblem(403, null);
        assertThat(answer.field("detail")).isEqualTo("This token may only read.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name",
                "{\"name\": \"\"} | name",
                "{\"name\": \"  \"} | name",
                "{\"name\": 5} | name",
                "{\"name\": null} | name",
                "{\"name\": \"\\u0000\"} | name",
                "{\"name\": \"x\", \"scope\": \"admin\"} | scope",
                "{\"name\": \"x\", \"scope\": null} | scope",
                "{\"name\": \"x\", \"scope\": [\"read\"]} | scope",
                "{\"name\": \"x\", \"site_id\": \"site_other\"} | site_id",
                "{\"name\": \"x\", \"token\": \"mine\"} | token"
            })
    void whatMakesNoSenseIsRefusedByName(String json, String field) throws Exception {
        settings.post("/v1/sites/site_form/tokens", json).expectProblem(422, field);
        settings.post("/v1/sites/site_form/tokens", "{\"name\": \"" + "a".repeat(101) + "\"}")
                .expectProblem(422, "name");
        assertThat(settings.get("/v1/sites/site_form/tokens").json().path("tokens"))
                .isEmpty();
    }

    @Test
    void aSiteHasOnlySoManyTokens() throws Exception {
        for (int i = 0; i < 5; i++) {
            make("site_full", "read");
        }
        settings.post("/v1/sites/site_full/tokens", "{\"name\": \"x\"}").expectProblem(422, null);
    }

    @Test
    void theMinuteOfTheLastUseIsWrittenOnceAMinute() throws Exception {
        Engines engines = Engines.shared();
        Engines.Base base = engines.newDatabase();
        Database database = new Database(Settings.read(RunningSettings.environment(engines, base, Map.of()))
                .database());
        database.start();
        try {
            SettableClock clock = new SettableClock(Instant.parse("2026-05-17T12:34:10Z"));
            Tokens tokens = new Tokens(database, 10, clock);
            tokens.ensure("a-token-that-is-long", "bootstrap");
            String row = "SELECT xmin || ' ' || coalesce((last_used_at AT TIME ZONE 'UTC')::text, 'never') FROM tokens";
            assertThat(base.text(row)).endsWith("never");

            assertThat(tokens.find("a-token-that-is-long")).isPresent();
            String first = base.text(row);
            assertThat(first).endsWith("12:34:00");
            clock.now = clock.now.plusSeconds(49);
            assertThat(tokens.find("a-token-that-is-long")).isPresent();
            assertThat(base.text(row)).isEqualTo(first);
            clock.now = clock.now.plusSeconds(1);
            assertThat(tokens.find("a-token-that-is-long")).isPresent();
            assertThat(base.text(row)).endsWith("12:35:00");
        } finally {
            database.stop();
        }
    }

    @Test
    void tokensFromBeforeTheyHadNamesGoOn() throws Exception {
        Engines engines = Engines.shared();
        Engines.Base base = engines.newDatabase();
        Environment environment = RunningSettings.environment(engines, base, Map.of());
        Settings.Database place = Settings.read(environment).database();
        Flyway.configure()
                .dataSource(place.url(), place.user(), place.password())
                .locations("classpath:db/migration")
                .target("4")
                .load()
                .migrate();
        for (String token : List.of(RunningSettings.TOKEN, "the-token-of-a-site")) {
            base.execute("INSERT INTO tokens (hash, site_id) VALUES ('\\x"
                    + HexFormat.of().formatHex(Sha256.of(token)) + "', "
                    + (token.equals(RunningSettings.TOKEN) ? "NULL" : "'site_old'") + ")");
        }
        base.execute("INSERT INTO sessions (hash, token_hash, expires_at) SELECT '\\x"
                + HexFormat.of().formatHex(Sha256.of("an-old-session"))
                + "', hash, now() + interval '1 hour' FROM tokens WHERE site_id = 'site_old'");

        try (RunningSettings running = new RunningSettings(engines, base, Map.of())) {
            assertThat(running.send("GET", "/session", null, Map.of("Cookie", "agentbot_session=an-old-session"))
                            .expect(200)
                            .field("scope"))
                    .isEqualTo("write");
            Answer old = running.get("/v1/sites/site_old/tokens").expect(200);
            assertThat(old.json().path("tokens").path(0).path("name").asText()).isEqualTo("token");
            String id = old.json().path("tokens").path(0).path("id").asText();
            assertThat(id).startsWith("tk_");
            assertThat(running.get("/v1/tokens").json().path("tokens").findValuesAsText("name"))
                    .containsExactly("bootstrap");
            running.delete("/v1/sites/site_old/tokens/" + id).expect(204);
        }
    }
}
