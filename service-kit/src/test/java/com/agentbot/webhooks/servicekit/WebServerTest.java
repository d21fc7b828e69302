package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebServerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BODY_BYTES = 1_000;

    private static final CountDownLatch arrived = new CountDownLatch(1);
    private static final CountDownLatch mayAnswer = new CountDownLatch(1);
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = server(0);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static WebServer server(int port) {
        return new WebServer(
                "http",
                new WebServer.Binding("EXAMPLE_PORT", "127.0.0.1", port, BODY_BYTES, Duration.ofSeconds(5)),
                WebServerTest::routes);
    }

    private static void routes(RoutesConfig routes) {
        routes.get("/ok", context -> context.result("fine"));
        routes.post("/body", context -> context.result("" + context.bodyAsBytes().length));
        routes.get("/secret", context -> {
            throw new IllegalStateException("password=hunter2");
        });
        routes.get("/bad", context -> {
            throw Problem.badRequest("[3].site_id", "[3].site_id is missing");
        });
        routes.get("/javalin", context -> {
            throw new BadRequestResponse("not like this");
        });
        routes.get("/closed", context -> {
            throw Problem.unauthorized("Send a token.");
        });
        routes.get("/slow", context -> {
            arrived.countDown();
            context.result(mayAnswer.await(10, TimeUnit.SECONDS) ? "after all" : "too late");
        });
        routes.get(
                "/virtual",
                context -> context.result("" + Thread.currentThread().isVirtual()));
    }

    private static int port() {
        return server.port().orElseThrow();
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.body()).doesNotContain("Exception", "\tat ", "com.agentbot", "hunter2");
        JsonNode document = JSON.readTree(response.body());
        assertThat(document.path("status").intValue()).isEqualTo(status);
        assertThat(document.path("title").asText()).isNotBlank();
        assertThat(document.path("detail").asText()).isNotBlank();
        return document;
    }

    @Test
    void answersOnAVirtualThread() throws Exception {
        assertThat(Http.get(port(), "/ok").body()).isEqualTo("fine");
        assertThat(Http.get(port(), "/virtual").body()).isEqualTo("true");
    }

    @Test
    void aProblemNamesItsField() throws Exception {
        JsonNode document = problem(Http.get(port(), "/bad"), 400);

        assertThat(document.path("field").asText()).isEqualTo("[3].site_id");
        assertThat(document.path("detail").asText()).isEqualTo("[3].site_id is missing");
    }

    @Test
    void aProblemOfTheFrameworksOwnLooksTheSame() throws Exception {
        assertThat(problem(Http.get(port(), "/javalin"), 400).path("detail").asText())
                .isEqualTo("not like this");
    }

    @Test
    void whatIsNotAuthenticatedIsToldHow() throws Exception {
        HttpResponse<String> response = Http.get(port(), "/closed");

        problem(response, 401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void anUnknownAddressAndAWrongMethodAreProblems() throws Exception {
        problem(Http.get(port(), "/nothing/<script>".replace("<", "%3C").replace(">", "%3E")), 404);
        problem(Http.post(port(), "/ok", ""), 405);
    }

    @Test
    void aBodyOfTheLargestSizeIsTakenAndOneByteMoreIsAProblem() throws Exception {
        assertThat(Http.post(port(), "/body", "x".repeat(BODY_BYTES)).body()).isEqualTo("1000");
        problem(Http.post(port(), "/body", "x".repeat(BODY_BYTES + 1)), 413);
    }

    @Test
    void theUnforeseenIsLoggedAndTellsTheSenderNothing() throws Exception {
        try (Logged logged = Logged.by(WebServer.class)) {
            problem(Http.get(port(), "/secret"), 500);

            assertThat(logged.lines()).containsExactly("ERROR http: GET /secret failed");
            assertThat(logged.stackTraces()).isEqualTo(1);
        }
    }

    @Test
    void headersBeyondTheBoundAreRefused() throws Exception {
        String answer = Http.raw(port(), "GET /ok HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).isEqualTo("HTTP/1.1 431");
    }

    @Test
    void aTakenPortIsToldWithItsSetting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebServer second = server(taken.getLocalPort());

            assertThatThrownBy(second::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " on 127.0.0.1")
                    .hasMessageContaining("EXAMPLE_PORT");
            assertThat(second.port()).isEqualTo(OptionalInt.empty());
            second.stop();
        }
    }

    @Test
    void aHostThatIsNoneIsToldWithItsSetting() {
        WebServer nowhere = new WebServer(
                "http",
                new WebServer.Binding("EXAMPLE_PORT", "no.such.host.invalid", 0, BODY_BYTES, Duration.ofSeconds(5)),
                WebServerTest::routes);

        assertThatThrownBy(nowhere::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("HOST=no.such.host.invalid");
    }

    @Test
    void aStopAnswersTheRequestsUnderWayAndFreesThePort() throws Exception {
        WebServer stopping = server(0);
        stopping.start();
        int port = stopping.port().orElseThrow();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> answer = clients.submit(() -> Http.get(port, "/slow"));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            Future<?> stop = clients.submit(stopping::stop);
            assertThatThrownBy(() -> stop.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);
            mayAnswer.countDown();

            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("after all");
            stop.get(10, TimeUnit.SECONDS);
        }
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }
}
