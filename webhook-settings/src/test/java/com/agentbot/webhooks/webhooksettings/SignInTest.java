package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: tokens, the page's session, other sites. */
class SignInTest {
    private static final String OF_ONE_SITE = "a-token-of-one-site";
    private static final Map<String, String> PAGE = Map.of("X-Agentbot-Page", "1");

    private static RunningSettings settings;

    @BeforeAll
    static void start() throws Exception {
        settings = RunningSettings.start(Map.of("FRAME_ANCESTORS", "https://app.example.com, https://*.example.org"));
        settings.database.execute("INSERT INTO tokens (hash, site_id) VALUES ('\\x"
                + HexFormat.of().formatHex(Sha256.of(OF_ONE_SITE)) + "', 'site_mine')");
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    private static Answer as(String token, String method, String path, @Nullable String body) throws Exception {
        return settings.send(method, path, body, Map.of("Authorization", "Bearer " + token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer wrong",
                "Bearer  ",
                "Basic dXNlcjpwYXNz",
                "wrong",
                "Bearer a b",
                "Bearer \u00e9"
            })
    void aWrongTokenIsNotLetIn(String authorization) throws Exception {
        for (String path : List.of("/v1/sites/site_mine/webhooks", "/v1/event-types", "/session")) {
            Answer answer = settings.send("GET", path, null, Map.of("Authorization", authorization));
            answer.expectProblem(401, null);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
    }

    @Test
    void withoutATokenNobodyIsLetIn() throws Exception {
        settings.send("GET", "/v1/sites/site_mine/webhooks", null, Map.of()).expectProblem(401, null);
        settings.send("POST", "/v1/sites/site_mine/webhooks", "{}", Map.of()).expectProblem(401, null);
        settings.send("DELETE", "/v1/sites/site_mine/webhooks/wh_x", null, Map.of())
                .expectProblem(401, null);
        settings.send("GET", "/v1/sites/site_mine/webhooks", null, Map.of("Cookie", "agentbot_session=guess"))
                .expectProblem(401, null);
    }

    @Test
    void aTokenInTheAddressIsNone() throws Exception {
        settings.send(
                        "GET",
                        "/v1/sites/site_mine/webhooks?token=" + RunningSettings.TOKEN + "&access_token="
                                + RunningSettings.TOKEN,
                        null,
                        Map.of())
                .expectProblem(401, null);
    }

    @Test
    void aTokenOfOneSiteSeesNothingOfAnotherAndChangesNothingThere() throws Exception {
        Answer theirs = settings.createWebhook("site_theirs");
        String path = "/v1/sites/site_theirs/webhooks/" + theirs.field("id");
        String before = settings.database.text("SELECT version FROM settings_version");

        as(OF_ONE_SITE, "GET", "/v1/sites/site_theirs/webhooks", null).expectProblem(404, null);
        as(OF_ONE_SITE, "POST", "/v1/sites/site_theirs/webhooks", "{}").expectProblem(404, null);
        as(OF_ONE_SITE, "GET", path, null).expectProblem(404, null);
        as(OF_ONE_SITE, "PATCH", path, "{\"enabled\": false}").expectProblem(404, null);
        as(OF_ONE_SITE, "DELETE", path, null).expectProblem(404, null);
        as(OF_ONE_SITE, "POST", path + "/secret/rotate", "").expectProblem(404, null);
        as(OF_ONE_SITE, "POST", path + "/secret/finish", "").expectProblem(404, null);
        as(OF_ONE_SITE, "POST", path + "/test", "{\"event\": \"message.created\"}")
                .expectProblem(404, null);
        as(OF_ONE_SITE, "GET", path + "/deliveries", null).expectProblem(404, null);
        // Nor by way of its own site.
        String detour = "/v1/sites/site_mine/webhooks/" + theirs.field("id");
        as(OF_ONE_SITE, "GET", detour, null).expectProblem(404, null);
        as(OF_ONE_SITE, "PATCH", detour, "{\"enabled\": false}").expectProblem(404, null);
        as(OF_ONE_SITE, "DELETE", detour, null).expectProblem(404, null);
        as(OF_ONE_SITE, "POST", detour + "/secret/rotate", "").expectProblem(404, null);
        as(OF_ONE_SITE, "GET", detour + "/deliveries", null).expectProblem(404, null);

        assertThat(settings.database.text("SELECT version FROM settings_version"))
                .isEqualTo(before);
        as(OF_ONE_SITE, "GET", "/v1/sites/site_mine/webhooks", null).expect(200);
    }

    @Test
    void theFirstTokenIsKeptAsAHashOnly() throws Exception {
        assertThat(settings.database.text("SELECT string_agg(to_jsonb(t)::text, ',') FROM tokens t"))
                .doesNotContain(RunningSettings.TOKEN)
                .contains(HexFormat.of().formatHex(Sha256.of(RunningSettings.TOKEN)));
    }

    @Test
    void aTokenIsTradedForACookieThatNoScriptReadsAndNoOtherSiteSends() throws Exception {
        Answer begun = signIn(RunningSettings.TOKEN).expect(200);

        assertThat(begun.json().path("site_id").isNull()).isTrue();
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200");
        String session = cookie.substring(0, cookie.indexOf(';'));
        settings.send("GET", "/v1/sites/site_mine/webhooks", null, Map.of("Cookie", session))
                .expect(200);
        assertThat(settings.database.text("SELECT string_agg(to_jsonb(s)::text, ',') FROM sessions s"))
                .doesNotContain(session.substring(session.indexOf('=') + 1));
    }

    @Test
    void behindTlsTheCookieIsForTlsOnly() throws Exception {
        Answer begun = settings.send(
                "POST",
                "/session",
                "{\"token\": \"" + RunningSettings.TOKEN + "\"}",
                Map.of("X-Agentbot-Page", "1", "X-Forwarded-Proto", "https"));
        assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
    }

    @Test
    void aSessionIsGoodForTheSiteOfItsTokenOnly() throws Exception {
        Answer begun = signIn(OF_ONE_SITE).expect(200);
        assertThat(begun.field("site_id")).isEqualTo("site_mine");
        Map<String, String> session = Map.of("Cookie", cookie(begun));
        settings.send("GET", "/v1/sites/site_mine/webhooks", null, session).expect(200);
        settings.send("GET", "/v1/sites/site_theirs/webhooks", null, session).expectProblem(404, null);
    }

    @Test
    void withTheCookieOnlyAScriptOfThePageMayChangeSomething() throws Exception {
        String session = cookie(signIn(RunningSettings.TOKEN));
        String body = "{\"url\": \"https://example.com/\", \"events\": [\"message.created\"]}";

        settings.send("POST", "/v1/sites/site_forged/webhooks", body, Map.of("Cookie", session))
                .expectProblem(403, null);
        settings.send("DELETE", "/v1/sites/site_forged/webhooks/wh_x", null, Map.of("Cookie", session))
                .expectProblem(403, null);
        settings.send("DELETE", "/session", null, Map.of("Cookie", session)).expectProblem(403, null);
        settings.send("POST", "/session", "{\"token\": \"" + RunningSettings.TOKEN + "\"}", Map.of())
                .expectProblem(403, null);
        assertThat(settings.get("/v1/sites/site_forged/webhooks").json().path("webhooks"))
                .isEmpty();

        settings.send("POST", "/v1/sites/site_forged/webhooks", body, Map.of("Cookie", session, "X-Agentbot-Page", "1"))
                .expect(201);
    }

    @Test
    void withTheCookieNoOtherSitesPageChangesAnything() throws Exception {
        String session = cookie(signIn(RunningSettings.TOKEN));
        String own = "http://127.0.0.1:" + settings.uri("/").getPort();
        String body = "{\"url\": \"https://example.com/\", \"events\": [\"message.created\"]}";
        List<Map<String, String>> foreign = List.of(
                Map.of("Origin", "https://evil.example"),
                Map.of("Origin", "http://127.0.0.1"),
                Map.of("Origin", "http://localhost:" + settings.uri("/").getPort()),
                Map.of("Origin", "null"),
                Map.of("Origin", "nonsense %"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site", "Origin", own));
        for (Map<String, String> headers : foreign) {
            settings.send("POST", "/v1/sites/site_cross/webhooks", body, with(session, headers))
                    .expectProblem(403, null);
            settings.send("DELETE", "/session", null, with(session, headers)).expectProblem(403, null);
            Map<String, String> begin = new HashMap<>(headers);
            begin.put("X-Agentbot-Page", "1");
            settings.send("POST", "/session", "{\"token\": \"" + RunningSettings.TOKEN + "\"}", begin)
                    .expectProblem(403, null);
        }
        // As a form of another page sends it, with whatever a form can say.
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            settings.send(
                            "POST",
                            "/v1/sites/site_cross/webhooks",
                            body,
                            Map.of("Cookie", session, "Content-Type", type, "Origin", "https://evil.example"))
                    .expectProblem(403, null);
        }
        assertThat(settings.get("/v1/sites/site_cross/webhooks").json().path("webhooks"))
                .isEmpty();

        for (Map<String, String> headers : List.of(
                Map.of("Origin", own), Map.of("Origin", "https://hooks.example", "Sec-Fetch-Site", "same-origin"))) {
            settings.send("POST", "/v1/sites/site_cross_own/webhooks", body, with(session, headers))
                    .expect(201);
        }
        // A token is sent by nobody who does not have it: from wherever.
        settings.send(
                        "POST",
                        "/v1/sites/site_cross_own/webhooks",
                        body,
                        Map.of(
                                "Authorization",
                                "Bearer " + RunningSettings.TOKEN,
                                "Origin",
                                "https://app.example.com",
                                "Sec-Fetch-Site",
                                "cross-site"))
                .expect(201);
    }

    private static Map<String, String> with(String session, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Cookie", session);
        all.put("X-Agentbot-Page", "1");
        return all;
    }

    @Test
    void withTheCookieReadingChangesNothing() throws Exception {
        String session = cookie(signIn(RunningSettings.TOKEN));
        String made = settings.createWebhook("site_read").field("id");
        String path = "/v1/sites/site_read/webhooks/" + made;
        String before = settings.database.text("SELECT version FROM settings_version");
        for (String call : List.of(
                path + "/test", path + "/secret/rotate", path + "/secret/finish", path + "/replay", "/session")) {
            settings.send("GET", call, null, Map.of("Cookie", session, "X-HTTP-Method-Override", "DELETE"));
        }
        settings.send("GET", path + "?_method=DELETE", null, Map.of("Cookie", session))
                .expect(200);
        assertThat(settings.database.text("SELECT version FROM settings_version"))
                .isEqualTo(before);
        settings.send("GET", "/session", null, Map.of("Cookie", session)).expect(200);
    }

    @Test
    void anEndedSessionIsOverAndSoIsOneWhoseTokenIsGone() throws Exception {
        String signedOut = cookie(signIn(RunningSettings.TOKEN));
        settings.send("DELETE", "/session", null, Map.of("Cookie", signedOut, "X-Agentbot-Page", "1"))
                .expect(204);
        settings.send("GET", "/session", null, Map.of("Cookie", signedOut)).expectProblem(401, null);

        String expired = cookie(signIn(RunningSettings.TOKEN));
        settings.send("GET", "/session", null, Map.of("Cookie", expired)).expect(200);
        settings.database.execute("UPDATE sessions SET expires_at = now() - interval '1 second'");
        settings.send("GET", "/session", null, Map.of("Cookie", expired)).expectProblem(401, null);

        settings.database.execute(
                "INSERT INTO tokens (hash) VALUES ('\\x" + HexFormat.of().formatHex(Sha256.of("withdrawn")) + "')");
        String withdrawn = cookie(signIn("withdrawn"));
        settings.send("GET", "/session", null, Map.of("Cookie", withdrawn)).expect(200);
        settings.database.execute(
                "DELETE FROM tokens WHERE hash = '\\x" + HexFormat.of().formatHex(Sha256.of("withdrawn")) + "'");
        settings.send("GET", "/session", null, Map.of("Cookie", withdrawn)).expectProblem(401, null);
    }

    @Test
    void signingInNamesWhatIsWrong() throws Exception {
        signIn("wrong").expectProblem(401, null);
        settings.send("POST", "/session", "{}", PAGE).expectProblem(422, "token");
        settings.send("POST", "/session", "{\"token\": 5}", PAGE).expectProblem(422, "token");
        settings.send("POST", "/session", "{\"password\": \"x\"}", PAGE).expectProblem(422, "password");
    }

    @Test
    void thePageIsServedWithAPolicyThatRunsNothingButItself() throws Exception {
        for (String path :
                List.of("/", "/page/page.js", "/page/page.css", "/page/sending-again.css", "/page/icon.svg")) {
            Answer page = settings.send("GET", path, null, Map.of()).expect(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; form-action 'none'; base-uri 'none'; "
                            + "frame-ancestors https://app.example.com https://*.example.org");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
        for (String path : List.of("/page/", "/page/none.js", "/page/logback.xml", "/page/page")) {
            settings.send("GET", path, null, Map.of()).expectProblem(404, null);
        }
    }

    private static Answer signIn(String token) throws Exception {
        return settings.send("POST", "/session", "{\"token\": \"" + token + "\"}", PAGE);
    }

    private static String cookie(Answer begun) {
        return begun.expect(200)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
    }
}
