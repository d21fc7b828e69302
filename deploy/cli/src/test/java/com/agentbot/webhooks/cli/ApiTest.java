package com.agentbot.webhooks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final String PROBLEM = "{\"status\": 422, \"detail\": \"'url' must be text.\", \"field\": \"url\"}";

    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private Api api;

    /** It answers what is said, then 200. */
    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            int status = statuses.isEmpty() ? 200 : statuses.pop();
            byte[] body = (status == 200 ? "{\"ok\": true}" : PROBLEM).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        api = new Api(new Place("http://127.0.0.1:" + server.getAddress().getPort(), "a-token"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsOneTooManyOrReadsFromASleepingServiceIsAskedAgain() throws Exception {
        statuses.addAll(List.of(429, 503, 429));

        assertThat(api.get("/v1/x").json().path("ok").booleanValue()).isTrue();
        assertThat(asked).hasSize(4);
    }

    @Test
    void aChangeIsMadeAgainOnlyWhereNothingCanHaveHappened() throws Exception {
        statuses.addAll(List.of(429, 503));

        assertThatThrownBy(() -> api.post("/v1/x", null)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.passes()).isTrue();
        });
        assertThat(asked).hasSize(2);
    }

    @Test
    void aNoIsToldWithItsField() {
        statuses.add(422);

        assertThatThrownBy(() -> api.patch("/v1/x", Api.object()))
                .isInstanceOf(Failure.class)
                .hasMessage("'url' must be text. (field: url)");
    }

    @Test
    void whatIsNamedInAnAddressStaysWithinItsPart() throws Exception {
        api.get(Api.path("/v1/sites/{}/webhooks/{}", "a b/../c?x", "$1{}")
                + Api.query(Asking.parameters("since", "1+2", "until", null)));

        assertThat(asked).containsExactly("GET /v1/sites/a%20b%2F..%2Fc%3Fx/webhooks/%241%7B%7D?since=1%2B2");
    }
}
