package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.deliveryworker.http.ConnectProxy;
import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that fails is no endpoint's fault. */
class BrokenProxyTest {
    private static final int WEBHOOKS = 20;
    private static final int ROUNDS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void nothingIsLostNoAttemptIsUsedUpAndTheProxyIsNotHammered(@TempDir Path directory) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (Pipeline pipeline = new Pipeline(directory, 1);
                Receiver receiver = Receiver.start();
                ConnectProxy proxy = ConnectProxy.start((self, head, client) -> {
                    if (broken.get()) {
                        ConnectProxy.say(client, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
                    } else {
                        ConnectProxy.tunnel(self, head, client);
                    }
                });
                Pipeline.Worker worker = pipeline.startWorker(
                        Map.of("HTTP_EGRESS_PROXY", proxy.url(), "HTTP_CONNECT", PAUSE.toMillis() + "ms"))) {
            Set<String> webhooks = new HashSet<>();
            for (int i = 0; i < WEBHOOKS; i++) {
                String webhook = pipeline.newWebhook(receiver.url("/behind"));
                webhooks.add(webhook);
                pipeline.deliver(webhook, 1, "{}");
            }
            await().atMost(PATIENCE).until(() -> !proxy.heads().isEmpty());
            long begin = System.nanoTime();
            await().atMost(PATIENCE).until(() -> proxy.heads().size() > WEBHOOKS * ROUNDS);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(PAUSE.multipliedBy(ROUNDS - 1));

            broken.set(false);

            await().atMost(PATIENCE).until(() -> worker.attempts() == WEBHOOKS);
            assertThat(receiver.requests("/behind")).hasSize(WEBHOOKS);
            for (String webhook : webhooks) {
                assertThat(pipeline.attempts(webhook)).singleElement().satisfies(BrokenProxyTest::isTheFirst);
            }
        }
    }

    private static void isTheFirst(Attempt attempt) {
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.outcome()).isEqualTo(Outcome.DELIVERED);
    }
}
