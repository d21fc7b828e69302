package com.agentbot.webhooks.httpclients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only clients that do the same can be compared. */
final class ClientsTest {
    private static final int POSTS = 100;

    static Stream<String> names() {
        return Candidate.ALL.stream().map(Candidate::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyClientDeliversEveryByte(String name) throws InterruptedException {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        Semaphore ended = new Semaphore(0);
        try (Receiver receiver = new Receiver(0, body -> received.add(new String(body, UTF_8)));
                Client client = Candidate.named(name).start().get()) {
            for (int i = 0; i < POSTS; i++) {
                client.endpoint("http://127.1.0." + (1 + i % 10) + ":" + receiver.port() + "/hook")
                        .post(body(i).getBytes(UTF_8), status -> {
                            statuses.add(status);
                            ended.release();
                        });
            }
            assertThat(ended.tryAcquire(POSTS, 60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(statuses).hasSize(POSTS).containsOnly(200);
        assertThat(received)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, POSTS).mapToObj(ClientsTest::body).toList());
    }

    private static String body(int number) {
        return number
                + "é".repeat(155)
                + "x".repeat(10 - Integer.toString(number).length());
    }
}
