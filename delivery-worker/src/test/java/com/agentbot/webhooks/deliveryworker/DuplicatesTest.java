package com.agentbot.webhooks.deliveryworker;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Service;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent again, and what never is, when workers stop, join and die. */
class DuplicatesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Process> processes = new ArrayList<>();
    private Pipeline pipeline;
    private Receiver receiver;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        pipeline = new Pipeline(directory, 3);
        receiver = Receiver.start();
        receiver.answer("/slow", request -> {
            pause();
            return new Receiver.Answer(200, "");
        });
        receiver.answer("/hanging", request -> {
            awaitQuietly(release);
            return new Receiver.Answer(200, "");
        });
    }

    @AfterEach
    void stop() {
        release.countDown();
        processes.forEach(Process::destroyForcibly);
        receiver.close();
        pipeline.close();
    }

    @Test
    void aCleanStopRepeatsNothingAndLosesNothing() throws Exception {
        int deliveries = deliverToSlowWebhooks(300);
        Service first = pipeline.startWorker();
        await().atMost(PATIENCE).until(() -> receiver.requests("/slow").size() > 50);

        first.close();
        int sentByFirst = receiver.requests("/slow").size();
        try (Service second = pipeline.startWorker()) {
            await().atMost(PATIENCE).until(() -> requestsByDelivery().size() == deliveries);
            await().atMost(PATIENCE).until(() -> attemptsCommitted() == deliveries);
            assertThat(second.alive()).isTrue();
        }

        assertThat(sentByFirst)
                .as("the test stops the first worker in mid-work")
                .isLessThan(deliveries);
        assertThat(requestsByDelivery().values()).containsOnly(1L);
    }

    @Test
    void workersThatJoinAndLeaveRepeatNothing() throws Exception {
        int deliveries = deliverToSlowWebhooks(1_000);
        try (Service staying = pipeline.startWorker()) {
            for (int i = 0; i < 3; i++) {
                int before = receiver.requests("/slow").size();
                Service passing = pipeline.startWorker();
                await().atMost(PATIENCE).until(() -> receiver.requests("/slow").size() > before + 50);
                passing.close();
            }
            await().atMost(PATIENCE).until(() -> requestsByDelivery().size() == deliveries);
            await().atMost(PATIENCE).until(() -> attemptsCommitted() == deliveries);
            assertThat(staying.alive()).isTrue();
        }

        assertThat(requestsByDelivery().values()).containsOnly(1L);
    }

    @Test
    void afterAKillOnlyWhatWasInFlightIsSentAgainHoweverSlowTheHead() throws Exception {
        String hanging = pipeline.newWebhook(receiver.url("/hanging"));
        for (int i = 0; i < 30; i++) {
            pipeline.deliver(hanging, 1, "{\"n\":" + i + "}");
        }
        String quick = pipeline.newWebhookBeside(hanging, receiver.url("/quick"));
        for (int i = 0; i < 500; i++) {
            pipeline.deliver(quick, 1, "{\"n\":" + i + "}");
        }
        Process worker = startWorkerProcess("60s");
        await().atMost(PATIENCE).until(() -> pipeline.attempts(quick).size() == 500);
        await().atMost(PATIENCE).until(() -> receiver.requests("/hanging").size() == 30);

        worker.destroyForcibly().waitFor();
        release.countDown();
        try (Service second = pipeline.startWorker()) {
            await().atMost(PATIENCE).until(() -> pipeline.attempts(hanging).size() == 30);
            assertThat(second.alive()).isTrue();
        }

        assertThat(receiver.requests("/quick")).hasSize(500);
        assertThat(receiver.requests("/hanging")).hasSize(60);
    }

    private int deliverToSlowWebhooks(int count) {
        List<String> webhooks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            webhooks.add(pipeline.newWebhook(receiver.url("/slow")));
        }
        for (int i = 0; i < count; i++) {
            pipeline.deliver(webhooks.get(i % webhooks.size()), 1, "{\"n\":" + i + "}");
        }
        return count;
    }

    private Map<String, Long> requestsByDelivery() {
        return receiver.requests("/slow").stream().collect(groupingBy(Receiver.Request::deliveryId, counting()));
    }

    private int attemptsCommitted() {
        return pipeline.read(Topics.ATTEMPTS).size();
    }

    /** The real main in a process of its own, as in production. */
    private Process startWorkerProcess(String postDeadline) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DeliveryWorker.class.getName());
        builder.environment().putAll(pipeline.variables());
        builder.environment().put("HTTP_DEADLINE", postDeadline);
        builder.environment().put("WORKER_TRANSACTIONAL_ID", "killed");
        builder.redirectErrorStream(true).redirectOutput(new File("target/killed-worker.log"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static void pause() {
        try {
            Thread.sleep(40); // the endpoint's own slowness, not a wait for luck
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
