package com.agentbot.webhooks.eventingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.eventingest.Edge.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ACK_WAIT = Duration.ofSeconds(2);
    /** For a request on a machine that is busy with other things. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void withTheBrokerGoneARequestIsAnswered503WithinTheBoundAndTakenAgainAfterwards() throws Exception {
        try (Cluster cluster = Cluster.withTopics(directory);
                Edge edge = Edge.ready(cluster, Map.of("INGEST_ACK_WAIT", "2s"))) {
            assertThat(edge.post(Example.of("site_a")).status()).isEqualTo(202);
            cluster.down();

            long began = System.nanoTime();
            Answer one = edge.post(Example.of("site_a"));
            Answer many =
                    edge.post(Collections.nCopies(500, Example.of("site_a")).toString());
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(List.of(one.status(), many.status())).containsOnly(503);
            assertThat(one.json().path("detail").asText()).contains("Kafka", "none of them is acknowledged");
            assertThat(one.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(took).isLessThan(ACK_WAIT.multipliedBy(2).plus(SLACK));
            assertThat(edge.counted("ingest.events.accepted")).isEqualTo(1);
            assertThat(edge.counted("ingest.requests.refused", "reason", "unconfirmed"))
                    .isEqualTo(2);

            cluster.up();
            await().atMost(PATIENCE).until(() -> edge.post(Example.of("site_b")).status() == 202);
            assertThat(cluster.eventsOf("site_b")).isNotEmpty();
            assertThat(edge.failures.first()).isNull();
        }
    }

    @Test
    void noAcknowledgedEventIsLostWhenTheBrokerIsBounced() throws Exception {
        try (Cluster cluster = Cluster.withTopics(directory);
                Edge edge = Edge.ready(cluster, Map.of("INGEST_ACK_WAIT", "1s"));
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<Sent>> running = new ArrayList<>();
            for (int sender = 0; sender < 8; sender++) {
                running.add(senders.submit(sending(edge, "site_" + sender, enough)));
            }
            await().atMost(PATIENCE).until(() -> edge.counted("ingest.events.accepted") > 200);
            cluster.down();
            await().atMost(PATIENCE).until(() -> edge.counted("ingest.requests.refused", "reason", "unconfirmed") > 5);
            cluster.up();
            double before = edge.counted("ingest.events.accepted");
            await().atMost(PATIENCE).until(() -> edge.counted("ingest.events.accepted") > before + 200);
            enough.set(true);

            Set<String> acknowledged = new HashSet<>();
            Set<Integer> statuses = new TreeSet<>();
            for (Future<Sent> each : running) {
                acknowledged.addAll(each.get().acknowledged());
                statuses.addAll(each.get().statuses());
            }
            Set<String> stored = new HashSet<>();
            cluster.events().forEach(event -> stored.add(event.id()));
            assertThat(statuses).containsExactly(202, 503);
            assertThat(acknowledged).hasSizeGreaterThan(400);
            assertThat(stored).containsAll(acknowledged);
        }
    }

    /** What a sender was told. */
    private record Sent(List<String> acknowledged, Set<Integer> statuses) {}

    private static Callable<Sent> sending(Edge edge, String site, AtomicBoolean enough) {
        return () -> {
            Sent sent = new Sent(new ArrayList<>(), new TreeSet<>());
            while (!enough.get()) {
                Answer answer = edge.post("[" + Example.of(site) + "," + Example.of(site) + "]");
                sent.statuses().add(answer.status());
                if (answer.status() == 202) {
                    sent.acknowledged().addAll(answer.ids());
                }
            }
            return sent;
        };
    }

    @Test
    void aClusterThatIsNotThereAtTheStartIsWaitedFor() throws Exception {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.down();
            try (Edge edge = Edge.started(cluster.address(), Map.of("INGEST_ACK_WAIT", "1s"))) {
                assertThat(edge.service.unready().values())
                        .singleElement()
                        .asString()
                        .contains(cluster.address());
                assertThat(edge.post(Example.of("site_a")).status()).isEqualTo(503);

                cluster.up();
                await().atMost(PATIENCE)
                        .until(() -> edge.service.unready().toString().contains("no topic agentbot.events"));
                cluster.makeTopics();
                await().atMost(PATIENCE).until(() -> edge.service.unready().isEmpty());

                await().atMost(PATIENCE)
                        .until(() -> edge.post(Example.of("site_a")).status() == 202);
            }
        }
    }

    @Test
    void aBrokerThatTakesEverythingAndNeverAnswersIsNoAcknowledgement() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Edge edge = Edge.started("127.0.0.1:" + silent.getLocalPort(), Map.of("INGEST_ACK_WAIT", "1s"))) {
            assertThat(edge.post(Example.of("site_a")).status()).isEqualTo(503);
        }
    }

    @Test
    void aRequestUnderWayWhenTheServiceStopsIsAnsweredInTruth() throws Exception {
        try (Cluster cluster = Cluster.withTopics(directory)) {
            Edge edge = Edge.ready(cluster, Map.of("INGEST_ACK_WAIT", "2s"));
            cluster.down();
            try (ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Answer> answer = sender.submit(() -> edge.post(Example.of("site_stop")));
                await().atMost(PATIENCE)
                        .until(() -> edge.metrics.get("ingest.held").gauge().value() > 0);

                edge.service.close();

                assertThat(answer.get().status()).isEqualTo(503);
            }
            edge.close();
        }
    }
}
