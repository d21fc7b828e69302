package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.Answer.Failed;
import com.agentbot.webhooks.deliveryworker.http.Answer.Responded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileReceiversTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Client client = Client.with(Client.LIMITS);
    private final Client hasty = Client.with(Client.within(SHORT));

    @AfterEach
    void close() {
        client.close();
        hasty.close();
    }

    @AfterAll
    static void noBufferLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            byte[] pressure = new byte[1 << 20];
            assertThat(pressure).isNotEmpty();
        }
        assertThat(Client.LEAKS).isEmpty();
    }

    @Test
    void thePostArrivesAsGivenAndTheAnswerComesBack() throws IOException {
        try (RawServer server = RawServer.start(
                RawServer.always("HTTP/1.1 201 Made\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nh\u00e9\0lo"))) {
            Answer answer = client.begin(server.url() + "?a=b", "{\"a\":1}".getBytes(UTF_8))
                    .join();

            assertThat(answer).isInstanceOfSatisfying(Responded.class, responded -> {
                assertThat(responded.statusCode()).isEqualTo(201);
                assertThat(responded.retryAfter()).isEqualTo("7");
                assertThat(responded.headers()).isEqualTo("Retry-After: 7\nContent-Length: 5\n");
                assertThat(new String(responded.body(), ISO_8859_1)).isEqualTo("h\u00e9\0lo");
                assertThat(responded.truncated()).isFalse();
                assertThat(responded.durationMillis()).isBetween(0L, 15_000L);
            });
            assertThat(server.requests())
                    .containsExactly("POST /hook?a=b HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()
                            + "\r\nContent-Type: application/json\r\ncontent-length: 7\r\n\r\n{\"a\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 299, 301, 302, 303, 304, 307, 308, 400, 410, 429, 500, 503, 599, 999})
    void everyStatusIsAnAnswerAndNoRedirectIsFollowed(int status) throws IOException {
        try (RawServer other = RawServer.start(RawServer.always(OK));
                RawServer server = RawServer.start(RawServer.always(
                        "HTTP/1.1 " + status + " \r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(status(client.post(server.url()))).isEqualTo(status);
            assertThat(other.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 -200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "ICY 200 OK\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "<html>hello</html>\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
            })
    void whatIsNoAnswerIsSaidSoAndTheConnectionIsThrownAway(String text) throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write(text);
            talk.hang();
        })) {
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.MALFORMED_ANSWER);
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.MALFORMED_ANSWER);
            assertThat(server.accepted()).isEqualTo(2);
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void ofLongHeadersTheWholeLinesThatFitAreKept() throws IOException {
        String filler = "a".repeat(1_000);
        try (RawServer server = RawServer.start(RawServer.always("HTTP/1.1 200 OK\r\nX-First: " + filler
                + "\r\nX-Second: " + filler + "\r\nX-Third: " + filler + "\r\nContent-Length: 0\r\n\r\n"))) {
            Responded answer = (Responded) client.post(server.url());

            assertThat(answer.headers()).isEqualTo("X-First: " + filler + "\nX-Second: " + filler + "\n");
        }
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write("HTTP/1.1 200 OK\r\n");
            while (true) {
                talk.write("X-Filler: " + "a".repeat(1_000) + "\r\n");
            }
        })) {
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.MALFORMED_ANSWER);
        }
    }

    @Test
    void anEndlessFirstLineIsRefused() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            while (true) {
                talk.write("HTTP/1.1 200 " + "a".repeat(1_000));
            }
        })) {
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.MALFORMED_ANSWER);
        }
    }

    @Test
    void aFewInformationalAnswersArePassedOverAndAnEndlessRowIsNot() throws IOException {
        String informational = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
        try (RawServer polite = RawServer.start(RawServer.always(informational + OK));
                RawServer endless = RawServer.start(talk -> {
                    talk.readRequest();
                    while (true) {
                        talk.write(informational);
                    }
                })) {
            assertThat(status(client.post(polite.url()))).isEqualTo(200);
            assertThat(status(client.post(polite.url()))).isEqualTo(200);
            assertThat(polite.accepted()).isEqualTo(1);
            assertThat(failure(client.post(endless.url()))).isEqualTo(Failure.MALFORMED_ANSWER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10000000000", "Transfer-Encoding: chunked", "Connection: close"})
    void ofAnEndlessBodyTheBeginningIsKeptAndTheStatusDecides(String framing) throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
            while (true) {
                talk.write(framing.startsWith("Transfer") ? "3e8\r\n" + "a".repeat(1_000) + "\r\n" : "a".repeat(1_000));
            }
        })) {
            Responded answer = (Responded) client.post(server.url());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).hasSize(8_192).containsOnly('a');
            assertThat(answer.truncated()).isTrue();
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void anAnswerOf64KiBIsReadToItsEndAndTheConnectionUsedAgain() throws IOException {
        try (RawServer server = RawServer.start(
                RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n" + "a".repeat(65_536)))) {
            for (int i = 0; i < 3; i++) {
                Responded answer = (Responded) client.post(server.url());
                assertThat(answer.body()).hasSize(8_192);
                assertThat(answer.truncated()).isTrue();
            }
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aCompressedBodyIsKeptAsItCame() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[10_000_000]);
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n";
        try (RawServer server = RawServer.start(RawServer.always(head + bomb.toString(ISO_8859_1)))) {
            Responded answer = (Responded) client.post(server.url());

            assertThat(answer.body()).startsWith(0x1f, 0x8b).hasSize(Math.min(8_192, bomb.size()));
            assertThat(server.requests().element().toLowerCase(Locale.ROOT)).doesNotContain("accept-encoding");
        }
    }

    @Test
    void whoNeverAnswersTimesOut() throws IOException {
        try (RawServer server = RawServer.start(RawServer.Talk::hang)) {
            assertTimedOut(hasty.post(server.url()));
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void drippingHeadersDoNotOutlastTheDeadline() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.drip("HTTP/1.1 200 OK\r\nX-Slow: " + "a".repeat(1_000), 50);
        })) {
            assertTimedOut(hasty.post(server.url()));
        }
    }

    @Test
    void aDrippingBodyDoesNotOutlastTheDeadlineAndTheStatusDecides() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write("HTTP/1.1 503 No\r\nRetry-After: 9\r\nContent-Length: 1000\r\n\r\n");
            talk.drip("a".repeat(1_000), 50);
        })) {
            Responded answer = (Responded) hasty.post(server.url());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.retryAfter()).isEqualTo("9");
            assertThat(answer.truncated()).isTrue();
            assertThat(answer.durationMillis()).isBetween(SHORT.toMillis(), 10_000L);
        }
    }

    @Test
    void whoDoesNotReadTimesOut() throws IOException {
        try (RawServer server = RawServer.start(talk -> Thread.sleep(10_000))) {
            Answer answer = hasty.begin(server.url(), new byte[32 << 20])
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();

            assertThat(failure(answer)).isEqualTo(Failure.TIMEOUT);
            assertThat(((Failed) answer).detail()).contains("could not be sent");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {"nothing", "H", "HTTP/1.1 200 OK\\r\\nContent-Le", "HTTP/1.1 100 Continue\\r\\n\\r\\n"})
    void aConnectionResetBeforeAWholeHeadIsLost(@Nullable String before) throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            if (before != null) {
                talk.write(before.replace("\\r\\n", "\r\n"));
                Thread.sleep(50);
            }
            talk.reset();
        })) {
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionResetAtOnceIsLost() throws IOException {
        try (RawServer server = RawServer.start(RawServer.Talk::reset)) {
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.CONNECTION_LOST);
        }
    }

    @Test
    void ofABodyThatBreaksOffTheBeginningIsKeptAndTheStatusDecides() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
        })) {
            Responded answer = (Responded) client.post(server.url());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo("begin");
            assertThat(answer.truncated()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nok",
                "HTTP/1.0 200 OK\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            })
    void whatEndsWithTheConnectionIsAWholeAnswer(String text) throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write(text);
        })) {
            for (int i = 1; i <= 2; i++) {
                Responded answer = (Responded) client.post(server.url());
                assertThat(new String(answer.body(), UTF_8)).isEqualTo("ok");
                assertThat(answer.truncated()).isFalse();
                assertThat(server.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void anAnswerBeforeTheBodyWasReadIsTakenAndTheConnectionClosed() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            Thread.sleep(10_000);
        })) {
            Answer answer = client.begin(server.url(), new byte[32 << 20])
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();

            assertThat(status(answer)).isEqualTo(413);
        }
    }

    @Test
    void anAnswerIsReadAlthoughTheReceiverResetsWhileTheBodyIsSent() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
            talk.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        })) {
            Answer answer = client.begin(server.url(), new byte[8 << 20])
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();

            assertThat(status(answer)).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"})
    void whatComesAfterAnAnswerDoesNotLeakIntoTheNext(String surplus) throws IOException {
        try (RawServer server = RawServer.start(RawServer.always(OK + surplus))) {
            for (int i = 1; i <= 3; i++) {
                Responded answer = (Responded) client.post(server.url());
                assertThat(new String(answer.body(), UTF_8)).isEqualTo("ok");
                assertThat(server.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void whatComesUnaskedOnAnIdleConnectionClosesIt() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (RawServer server = RawServer.start(talk -> {
            talk.readRequest();
            talk.write(OK);
            go.join();
            talk.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            talk.hang();
        })) {
            assertThat(status(client.post(server.url()))).isEqualTo(200);
            go.complete(null);
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void lengthAndChunksAtOnceAreNoAnswerToBuildOn() throws IOException {
        try (RawServer server = RawServer.start(RawServer.always(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"))) {
            client.post(server.url());
            client.post(server.url());
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void nobodyListensIsRefused() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }

        assertThat(failure(client.post("http://127.0.0.1:" + port + "/"))).isEqualTo(Failure.CONNECTION_REFUSED);
    }

    @Test
    void aCallerThatThrowsHurtsNobody() throws IOException {
        try (RawServer server = RawServer.start(RawServer.always(OK))) {
            for (int i = 0; i < 10; i++) {
                client.sender().send(new HttpPost(Client.url(server.url()), HeaderLines.of(), new byte[0]), answer -> {
                    throw new IllegalStateException("a caller's mistake, made on purpose");
                });
            }
            assertThat(status(client.post(server.url()))).isEqualTo(200);
        }
    }

    static int status(Answer answer) {
        return switch (answer) {
            case Responded responded -> responded.statusCode();
            case Failed failed -> throw new AssertionError(failed);
        };
    }

    static Failure failure(Answer answer) {
        return switch (answer) {
            case Responded responded -> throw new AssertionError("answered " + responded.statusCode());
            case Failed failed -> failed.failure();
        };
    }

    private static void assertTimedOut(Answer answer) {
        assertThat(failure(answer)).isEqualTo(Failure.TIMEOUT);
        assertThat(answer.durationMillis()).isBetween(SHORT.toMillis(), 10_000L);
    }
}
