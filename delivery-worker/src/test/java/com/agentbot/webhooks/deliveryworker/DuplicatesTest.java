package com.agentbot.webhooks.deliveryworker;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.topic.Topics;
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
    private static final int PARTITIONS = 3;
    /** So that there is always more to do than is in flight. */
    private static final Map<String, String> FEW_IN_FLIGHT = Map.of("WORKER_IN_FLIGHT_PER_WEBHOOK", "1");

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Process> processes = new ArrayList<>();
    private Pipeline pipeline;
    private Receiver receiver;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        pipeline = new Pipeline(directory, PARTITIONS);
        receiver = Receiver.start();
        receiver.answer("/slow", request -> {
            pause(Duration.ofMillis(40));
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
        try (Feed feed = new Feed()) {
            Pipeline.Worker first = pipeline.startWorker(FEW_IN_FLIGHT);
            await().atMost(PATIENCE).until(() -> receiver.requests("/slow").size() > 50);

            first.close();
            int sentByFirst = receiver.requests("/slow").size();
            int deliveries = feed.end();
            try (Pipeline.Worker second = pipeline.startWorker(FEW_IN_FLIGHT)) {
                awaitAllDone(deliveries);
                assertThat(second.service().alive()).isTrue();
            }

            assertThat(sentByFirst).as("stopped in mid-work").isLessThan(deliveries);
            assertThat(requestsByDelivery().values()).containsOnly(1L);
        }
    }

    @Test
    void workersThatJoinAndLeaveRepeatNothing() throws Exception {
        try (Feed feed = new Feed();
                Pipeline.Worker staying = pipeline.startWorker(FEW_IN_FLIGHT)) {
            for (int i = 0; i < 3; i++) {
                Pipeline.Worker passing = pipeline.startWorker(FEW_IN_FLIGHT);
                await("the newcomer has its share").atMost(PATIENCE).until(() -> passing.attempts() > 20);
                passing.close();
                double before = staying.attempts();
                await("the other goes on").atMost(PATIENCE).until(() -> staying.attempts() > before + 20);
            }
            awaitAllDone(feed.end());
            assertThat(staying.service().alive()).isTrue();
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
        Process worker = startWorkerProcess();
        await().atMost(PATIENCE).until(() -> pipeline.attempts(quick).size() == 500);
        await().atMost(PATIENCE).until(() -> receiver.requests("/hanging").size() == 30);

        worker.destroyForcibly().waitFor();
        release.countDown();
        try (Pipeline.Worker second = pipeline.startWorker(Map.of())) {
            await().atMost(PATIENCE).until(() -> pipeline.attempts(hanging).size() == 30);
            assertThat(second.service().alive()).isTrue();
        }

        assertThat(receiver.requests("/quick")).hasSize(500);
        assertThat(receiver.requests("/hanging")).hasSize(60);
    }

    /** Writes deliveries to slow endpoints, a little faster than they take them, until it is told to end. */
    private final class Feed implements AutoCloseable {
        private final List<String> webhooks = new ArrayList<>();
        private final Thread writer;
        private volatile boolean ended;
        private volatile int written;

        Feed() {
            for (int i = 0; i < 6; i++) {
                webhooks.add(pipeline.newWebhookIn(i % PARTITIONS, receiver.url("/slow")));
            }
            writer = Thread.ofPlatform().start(this::write);
        }

        private void write() {
            for (int i = 0; !ended; i++) {
                pipeline.deliver(webhooks.get(i % webhooks.size()), 1, "{\"n\":" + i + "}");
                written = i + 1;
                pause(Duration.ofMillis(5));
            }
        }

        /** How many deliveries there are in all. */
        int end() throws InterruptedException {
            ended = true;
            writer.join();
            return written;
        }

        @Override
        public void close() throws InterruptedException {
            end();
        }
    }

    private void awaitAllDone(int deliveries) {
        await().atMost(PATIENCE).until(() -> requestsByDelivery().size() == deliveries);
        await().atMost(PATIENCE).until(() -> attemptsCommitted() == deliveries);
    }

    private Map<String, Long> requestsByDelivery() {
        return receiver.requests("/slow").stream().collect(groupingBy(Receiver.Request::deliveryId, counting()));
    }

    private int attemptsCommitted() {
        return pipeline.read(Topics.ATTEMPTS).size();
    }

    /** The real main in a process of its own, as in production. */
    private Process startWorkerProcess() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DeliveryWorker.class.getName());
        builder.environment().putAll(pipeline.variables());
        builder.environment().put("WORKER_TRANSACTIONAL_ID", "killed");
        builder.environment().put("WORKER_IN_FLIGHT_AT_FIRST", "50");
        builder.redirectErrorStream(true).redirectOutput(new File("target/killed-worker.log"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The slowness of an endpoint or a producer, never a wait for luck. */
    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
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
