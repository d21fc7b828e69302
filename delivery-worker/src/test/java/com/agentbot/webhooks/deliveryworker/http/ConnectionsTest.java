package com.agentbot.webhooks.deliveryworker.http;

import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.failure;
import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Times TIMES = Client.LIMITS.times();
    private static final Times HASTY = new Times(
            Duration.ofSeconds(3), TIMES.resolve(), TIMES.connect(), TIMES.idle(), TIMES.age(), TIMES.close());

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        try (RawServer server = RawServer.start(RawServer.always(OK));
                Client client = Client.with(Client.LIMITS)) {
            for (int i = 0; i < 20; i++) {
                assertThat(status(client.post(server.url()))).isEqualTo(200);
            }
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aStaleConnectionIsReplacedOnceAndThePostArrivesOnce() throws IOException {
        try (RawServer server = RawServer.start(RawServer.always(OK));
                Client client = Client.with(Client.LIMITS)) {
            for (int i = 1; i <= 50; i++) {
                assertThat(status(client.post(server.url()))).isEqualTo(200);
                server.reset(); // may or may not have been noticed when the next POST goes out
            }
            assertThat(server.requests()).hasSize(50);
        }
    }

    @Test
    void aPostWhoseFreshConnectionBreaksTooIsNotSentAThirdTime() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
                    talk.readRequest();
                    talk.write(OK);
                    talk.readRequest();
                    talk.reset();
                });
                Client client = Client.with(Client.LIMITS)) {
            assertThat(status(client.post(server.url()))).isEqualTo(200);
            assertThat(status(client.post(server.url())))
                    .as("retried on a fresh one")
                    .isEqualTo(200);
            assertThat(server.requests()).hasSize(3);
        }
        try (RawServer server = RawServer.start(talk -> {
                    talk.readRequest();
                    if (talk.isFirst()) {
                        talk.write(OK);
                        talk.readRequest();
                    }
                    talk.reset();
                });
                Client client = Client.with(Client.LIMITS)) {
            assertThat(status(client.post(server.url()))).isEqualTo(200);
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void aPooledConnectionThatBreaksInTheAnswerIsNotRetried() throws IOException {
        try (RawServer server = RawServer.start(talk -> {
                    talk.readRequest();
                    talk.write(OK);
                    talk.readRequest();
                    talk.write("HTTP/1.1 2");
                });
                Client client = Client.with(Client.LIMITS)) {
            assertThat(status(client.post(server.url()))).isEqualTo(200);
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void anUnusedConnectionIsClosed() throws IOException {
        Times times = new Times(
                TIMES.deadline(), TIMES.resolve(), TIMES.connect(), Duration.ofMillis(100), TIMES.age(), TIMES.close());
        try (RawServer server = RawServer.start(RawServer.always(OK));
                Client client = Client.with(Client.times(times))) {
            assertThat(status(client.post(server.url()))).isEqualTo(200);
            Awaitility.await().until(() -> server.open() == 0);
            assertThat(status(client.post(server.url()))).isEqualTo(200);
        }
    }

    @Test
    void oneHostHasNoMoreConnectionsThanItMayAndTheOtherPostsWait() throws IOException {
        try (RawServer server = RawServer.start(slowly(5));
                Client client = Client.with(Client.counts(2, 100, 3, 1_000))) {
            assertAllAnswered(begin(client, 200, server.url()));
            assertThat(server.mostUnanswered()).isBetween(1, 3);
            assertThat(server.accepted()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void manyHostsShareTheConnectionsThereAreAndTakeTurns() throws IOException {
        try (RawServer server = RawServer.start(slowly(1));
                Client client = new Client(
                        Client.counts(1, 4, 3, 1_000),
                        "127.0.0.0/8",
                        Egress.DIRECT,
                        name -> Resolver.SYSTEM.resolve("127.0.0.1"))) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                answers.add(client.begin("http://host-" + i % 30 + ".example:" + server.port() + "/"));
            }
            assertAllAnswered(answers);
            assertThat(server.mostUnanswered()).isBetween(1, 4);
        }
    }

    @Test
    void aHostThatHangsOnAllItMayHaveDoesNotDelayAnother() throws IOException {
        try (RawServer hanging = RawServer.start(RawServer.Talk::hang);
                RawServer healthy = RawServer.start(RawServer.always(OK));
                Client client = Client.with(Client.counts(HASTY, 1, 100, 10, 1_000))) {
            List<CompletableFuture<Answer>> stuck = begin(client, 50, hanging.url());
            for (int i = 0; i < 20; i++) {
                Answer answer = client.begin(healthy.url())
                        .orTimeout(2, TimeUnit.SECONDS)
                        .join();
                assertThat(status(answer)).isEqualTo(200);
            }
            assertThat(stuck)
                    .allSatisfy(each -> assertThat(failure(each.join())).isIn(Failure.TIMEOUT, Failure.OVERLOADED));
            Awaitility.await().until(() -> hanging.open() == 0);
        }
    }

    @Test
    void beyondTheQueueAPostIsRefusedAtOnce() throws IOException {
        try (RawServer hanging = RawServer.start(RawServer.Talk::hang);
                Client client = Client.with(Client.counts(HASTY, 1, 100, 2, 3))) {
            List<CompletableFuture<Answer>> answers = begin(client, 10, hanging.url());
            Answer last = answers.getLast().join();
            assertThat(failure(last)).isEqualTo(Failure.OVERLOADED);
            assertThat(last.durationMillis()).isLessThan(HASTY.deadline().toMillis());
            answers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void aStopWaitsForWhatIsInFlightAndTakesNothingMore() throws IOException {
        try (RawServer server = RawServer.start(slowly(300))) {
            Client client = Client.with(Client.LIMITS);
            CompletableFuture<Answer> inFlight = client.begin(server.url());
            Awaitility.await().until(() -> server.requests().size() == 1);

            client.close();

            assertThat(status(inFlight.getNow(new Answer.Failed(Failure.STOPPED, "too early", 0))))
                    .isEqualTo(200);
            assertThat(failure(client.post(server.url()))).isEqualTo(Failure.STOPPED);
        }
    }

    @Test
    void aStopGivesUpWhatDoesNotEnd() throws IOException {
        Times times = new Times(
                TIMES.deadline(), TIMES.resolve(), TIMES.connect(), TIMES.idle(), TIMES.age(), Duration.ofMillis(200));
        try (RawServer server = RawServer.start(RawServer.Talk::hang)) {
            Client client = Client.with(Client.times(times));
            List<CompletableFuture<Answer>> stuck = begin(client, 10, server.url());

            client.close();

            assertThat(stuck)
                    .allSatisfy(each -> assertThat(failure(each.join())).isEqualTo(Failure.STOPPED));
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    private static RawServer.Script slowly(int millis) {
        return talk -> {
            while (talk.readRequest() != null) {
                Thread.sleep(millis);
                talk.write(OK);
            }
        };
    }

    private static List<CompletableFuture<Answer>> begin(Client client, int count, String url) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(client.begin(url));
        }
        return answers;
    }

    private static void assertAllAnswered(List<CompletableFuture<Answer>> answers) {
        assertThat(answers)
                .allSatisfy(each -> assertThat(
                                status(each.orTimeout(20, TimeUnit.SECONDS).join()))
                        .isEqualTo(200));
    }
}
