package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition goes from one worker to another while an endpoint of it hangs. */
class HandoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int QUEUED = 150;

    @Test
    void whatWasReceivedOfThePartitionThatStaysGoesOnMeanwhile(@TempDir Path directory) throws Exception {
        CompletableFuture<Receiver.Answer> hanging = new CompletableFuture<>();
        try (Pipeline pipeline = new Pipeline(directory, 2);
                Receiver receiver = Receiver.start()) {
            receiver.answer("/hanging", request -> hanging.join());
            for (int partition = 0; partition < 2; partition++) {
                String path = "/slow-" + partition;
                receiver.answer(
                        path,
                        request -> CompletableFuture.supplyAsync(
                                        () -> new Receiver.Answer(200, ""),
                                        CompletableFuture.delayedExecutor(40, TimeUnit.MILLISECONDS))
                                .join());
                pipeline.deliver(pipeline.newWebhookIn(partition, receiver.url("/hanging")), 1, "{}");
                String slow = pipeline.newWebhookIn(partition, receiver.url(path));
                for (int i = 0; i < QUEUED; i++) {
                    pipeline.deliver(slow, 1, "{}");
                }
            }
            Map<String, String> oneAtATime = Map.of("WORKER_IN_FLIGHT_PER_WEBHOOK", "1");
            try (Pipeline.Worker first = pipeline.startWorker(oneAtATime)) {
                await().atMost(PATIENCE)
                        .until(() -> receiver.requests("/hanging").size() == 2);
                try (Pipeline.Worker second = pipeline.startWorker(oneAtATime)) {
                    await("one of the two partitions stays")
                            .atMost(PATIENCE)
                            .until(() -> receiver.requests("/slow-0").size() == QUEUED
                                    || receiver.requests("/slow-1").size() == QUEUED);
                    assertThat(second.attempts())
                            .as("the other has not been given away")
                            .isZero();

                    hanging.complete(new Receiver.Answer(200, ""));
                    await().atMost(PATIENCE).until(() -> first.attempts() + second.attempts() == 2 * (QUEUED + 1));
                }
            }
            assertThat(receiver.requests("/slow-0")).hasSize(QUEUED);
            assertThat(receiver.requests("/slow-1")).hasSize(QUEUED);
            assertThat(receiver.requests("/hanging")).hasSize(2);
        }
    }
}
