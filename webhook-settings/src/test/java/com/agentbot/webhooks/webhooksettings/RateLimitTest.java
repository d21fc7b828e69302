package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who asks for too much, or guesses too often, is told when to come again; and others notice nothing. */
class RateLimitTest {
    private static final int REQUESTS = 20;
    private static final int FAILURES = 5;
    private static final String TESTS = "/v1/sites/site_tests/webhooks/";

    private static RunningSettings settings;

    @BeforeAll
    static void start() throws Exception {
        settings = RunningSettings.start(Map.of(
                "REQUESTS_PER_MINUTE",
                Integer.toString(REQUESTS),
                "FAILED_SIGN_INS_PER_MINUTE",
                Integer.toString(FAILURES),
                "TRUSTED_PROXIES",
                "127.0.0.1",
                "TESTS_PER_MINUTE",
                "1"));
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    /** Asks until it is refused. A minute may end meanwhile, once. */
    private static Answer refused(int limit, Callable<Answer> call) throws Exception {
        for (int i = 0; i < 2 * limit + 2; i++) {
            Answer answer = call.call();
            if (answer.status() == 429) {
                answer.expectProblem(429, null);
                assertThat(i).isGreaterThanOrEqualTo(1);
                assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                        .isBetween(1L, 60L);
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    private static String token(String site) throws Exception {
        String token = Randomness.token();
        settings.database.execute(
                "INSERT INTO tokens (hash, site_id) VALUES ('\\x" + Sha256.hex(token) + "', '" + site + "')");
        return token;
    }

    private static Answer session(Map<String, String> headers) throws Exception {
        return settings.send("GET", "/session", null, headers);
    }

    @Test
    void oneCallerHasOnlySoManyRequestsAndOthersHaveTheirOwn() throws Exception {
        Map<String, String> busy = Map.of("Authorization", "Bearer " + token("site_busy"));
        Map<String, String> calm = Map.of("Authorization", "Bearer " + token("site_busy"));

        refused(REQUESTS, () -> session(busy));

        session(calm).expect(200);
    }

    @Test
    void whoGuessesIsRefusedByAddressAndWhoIsAtWorkGoesOn() throws Exception {
        Map<String, String> atWork =
                Map.of("Authorization", "Bearer " + token("site_work"), "X-Forwarded-For", "198.51.100.1");
        session(atWork).expect(200);

        refused(
                FAILURES,
                () -> session(Map.of("Authorization", "Bearer wrong", "X-Forwarded-For", "203.0.113.9, 198.51.100.1")));

        session(atWork).expect(200);
        session(Map.of("Authorization", "Bearer wrong", "X-Forwarded-For", "198.51.100.2"))
                .expect(401);
        // Without a token there is nothing to guess.
        session(Map.of("X-Forwarded-For", "198.51.100.1")).expect(401);
    }

    @Test
    void signingInIsCountedLikeAnyOtherGuess() throws Exception {
        refused(
                FAILURES,
                () -> settings.send(
                        "POST",
                        "/session",
                        "{\"token\": \"wrong\"}",
                        Map.of("X-Agentbot-Page", "1", "X-Forwarded-For", "198.51.100.3")));
    }

    @Test
    void testsTellTooWhenThereAreMore() throws Exception {
        Map<String, String> caller = Map.of("Authorization", "Bearer " + token("site_tests"));
        Answer made = settings.send("POST", TESTS.substring(0, TESTS.length() - 1), """
                {"url": "https://example.com/hook", "events": ["message.created"]}""", caller)
                .expect(201);

        refused(
                1,
                () -> settings.send(
                        "POST", TESTS + made.field("id") + "/test", "{\"event\": \"message.created\"}", caller));
    }
}
