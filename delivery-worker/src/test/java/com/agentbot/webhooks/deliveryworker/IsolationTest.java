package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What endpoints that hang, are flooded or down do to those that share their partition: nothing. */
class IsolationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BODY = "{}";
    private static final int WINDOW = 200;

    private static Pipeline pipeline;
    private static Receiver receiver;
    private static Pipeline.Worker worker;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        pipeline = new Pipeline(directory, 1);
        receiver = Receiver.start();
        worker = pipeline.startWorker(Map.of(
                "WORKER_WINDOW_RECORDS", Integer.toString(WINDOW),
                "WORKER_DOWN_AFTER", "3",
                "WORKER_PROBE_EVERY", "200ms",
                "WORKER_PATIENCE", "300ms",
                "WORKER_SLOW_PATIENCE", "300ms",
                "WORKER_AWAY", "1s"));
    }

    @AfterAll
    static void stop() {
        worker.close();
        receiver.close();
        pipeline.close();
    }

    @Test
    void whatAFloodedEndpointCannotTakeGoesOnInTheSlowLaneAndThePartitionFlows() throws Exception {
        CompletableFuture<Receiver.Answer> hanging = new CompletableFuture<>();
        receiver.answer("/flooded", request -> hanging.join());
        String flooded = pipeline.newWebhook(receiver.url("/flooded"));
        String healthy = pipeline.newWebhook(receiver.url("/healthy"));
        int flood = 2 * WINDOW;
        try {
            pipeline.deliver(healthy, 1, BODY);
            for (int i = 0; i < flood; i++) {
                pipeline.deliver(flooded, 1, BODY);
            }
            pipeline.deliver(healthy, 1, BODY);

            await().atMost(PATIENCE).until(() -> receiver.requests("/healthy").size() == 2);
            assertThat(ofWebhook(Topics.DELIVERIES_SLOW, flooded)).isNotEmpty();
        } finally {
            hanging.complete(new Receiver.Answer(200, ""));
        }
        await().atMost(PATIENCE)
                .until(() -> pipeline.attempts(flooded).stream()
                                        .filter(attempt -> attempt.outcome() == Outcome.DELIVERED)
                                        .map(Attempt::deliveryId)
                                        .distinct()
                                        .count()
                                + waiting(flooded).size()
                        == flood);
        assertThat(receiver.requests("/flooded"))
                .extracting(Receiver.Request::deliveryId)
                .doesNotHaveDuplicates();
    }

    @Test
    void deliveriesToAnEndpointThatIsDownWaitAndUseUpNoAttempt() throws Exception {
        int port = freePort();
        String down = pipeline.newWebhook("http://127.0.0.1:" + port + "/down");
        String other = pipeline.newWebhook(receiver.url("/other"));
        int deliveries = 60;

        for (int i = 0; i < deliveries; i++) {
            pipeline.deliver(down, 1, BODY);
        }
        pipeline.deliver(other, 1, BODY);

        await().atMost(PATIENCE).until(() -> waiting(down).size() == deliveries);
        await().atMost(PATIENCE).until(() -> !receiver.requests("/other").isEmpty());
        long probed =
                waiting(down).stream().filter(record -> attempt(record) == 2).count();
        List<Attempt> attempts = pipeline.attempts(down);
        assertThat(attempts.stream().filter(attempt -> attempt.outcome() == Outcome.RETRY))
                .hasSize((int) probed);
        assertThat(probed).isBetween(3L, deliveries / 2L);
        List<ConsumerRecord<byte[], byte[]>> put =
                waiting(down).stream().filter(record -> attempt(record) == 1).toList();
        assertThat(put).allSatisfy(record -> {
            assertThat(record.topic()).isEqualTo("agentbot.retry.1s");
            assertThat(DeliveryHeaders.waitingSinceMillis(record.headers())).isPresent();
        });
        List<Attempt> postponed = attempts.stream()
                .filter(attempt -> attempt.outcome() == Outcome.POSTPONED)
                .toList();
        assertThat(postponed).hasSameSizeAs(put).allSatisfy(attempt -> {
            assertThat(attempt.number()).isEqualTo(1);
            assertThat(attempt.durationMillis()).isNull();
            assertThat(attempt.nextAttemptAtMillis()).isGreaterThan(attempt.atMillis());
            assertThat(attempt.errorClass()).isEqualTo("endpoint_unavailable");
        });
    }

    @Test
    void aLimitOfTheOwnersIsKept() {
        String limited = "wh_limited";
        pipeline.put(limited, receiver.url("/limited"), true, new Webhook.Limits(10));
        int deliveries = 15;
        for (int i = 0; i < deliveries; i++) {
            pipeline.deliver(limited, 1, BODY);
        }

        await().atMost(PATIENCE).until(() -> receiver.requests("/limited").size() == deliveries);

        List<Attempt> attempts = pipeline.attempts(limited);
        long first = attempts.stream().mapToLong(Attempt::atMillis).min().orElseThrow();
        long last = attempts.stream().mapToLong(Attempt::atMillis).max().orElseThrow();
        assertThat(last - first).isGreaterThanOrEqualTo(1_390);
        assertThat(ofWebhook(Topics.DELIVERIES_SLOW, limited)).hasSize(deliveries);
    }

    private static List<ConsumerRecord<byte[], byte[]>> waiting(String webhookId) {
        return Pipeline.TIERS.tiers().stream()
                .flatMap(tier -> ofWebhook(tier.topic(), webhookId).stream())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> ofWebhook(String topic, String webhookId) {
        return pipeline.read(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(webhookId))
                .toList();
    }

    private static int attempt(ConsumerRecord<byte[], byte[]> record) {
        return Integer.parseInt(
                new String(record.headers().lastHeader(DeliveryHeaders.ATTEMPT).value(), UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
