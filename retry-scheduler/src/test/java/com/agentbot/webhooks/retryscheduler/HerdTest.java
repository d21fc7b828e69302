package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.retryscheduler.Cluster.Arrival;
import com.agentbot.webhooks.retryscheduler.Cluster.Arrivals;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told and done when very many come due at once. */
class HerdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HERD = 30_000;
    /** Nobody reads the deliveries, which would count as workers that are behind. */
    private static final Map<String, String> LANE_IS_FREE = Map.of("SCHEDULER_LIVE_LAG", "1000000000");

    @TempDir
    static Path directory;

    private static Cluster cluster;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster(directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void nothingEndedTheProcess() {
        assertThat(cluster.failures.first()).isNull();
    }

    @Test
    void aHerdThatIsDueWhileNextToNothingIsForwardedIsOverdueInFull() throws Exception {
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES)) {
            long dueAt = System.currentTimeMillis() + 1_000;
            try (Service unused =
                    cluster.scheduler(InstantSource.system(), metrics, Map.of("SCHEDULER_PER_SECOND", "1"))) {
                herd("1s", dueAt);

                await().atMost(PATIENCE).until(() -> gauge("retries.overdue", "1s") >= HERD - 200);
                assertThat(gauge("retries.overdue", "1s")).isLessThanOrEqualTo(HERD);
                assertThat(gauge("retries.waiting", "1s")).isEqualTo(gauge("retries.overdue", "1s"));
                await().atMost(PATIENCE).until(() -> gauge("retries.overdue.age", "1s") > 1);
            }
            SimpleMeterRegistry after = new SimpleMeterRegistry();
            try (Service unused = cluster.scheduler(InstantSource.system(), after, LANE_IS_FREE)) {
                await().atMost(PATIENCE).until(() -> deliveries.all().size() >= HERD);
                await().atMost(PATIENCE).until(() -> gauge(after, "retries.overdue", "1s") == 0);
                assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(HERD);
            }
        }
    }

    @Test
    void aHerdThatOnlyWaitsIsNotOverdueAndMakesNobodyLate() throws Exception {
        long dueAt = System.currentTimeMillis() + Duration.ofHours(3).toMillis();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service scheduler = cluster.scheduler(InstantSource.system(), metrics, Map.of())) {
            herd("3h", dueAt);
            await().atMost(PATIENCE).until(() -> scheduler.unready().isEmpty());
            await().atMost(PATIENCE).until(() -> gauge("retries.waiting", "3h") == HERD);

            cluster.waits("1s", "beside-the-herd", System.currentTimeMillis() + 1_000);

            await().atMost(PATIENCE).until(() -> deliveries.ids().contains("beside-the-herd"));
            assertThat(gauge("retries.overdue", "3h")).isZero();
            assertThat(gauge("retries.overdue.age", "3h")).isZero();
            assertThat(deliveries.ids()).noneMatch(id -> id.startsWith("3h-herd"));
            assertThat(deliveries.all()).allMatch(arrival -> arrival.lateMillis() >= 0);
        }
    }

    @Test
    void aLateHerdOnlyTricklesWhileWorkersAreBehindAndWhatIsOnTimePassesIt() throws Exception {
        // Nobody reads the deliveries, so that whatever goes out puts the workers behind.
        Map<String, String> slow = Map.of("SCHEDULER_TRICKLE", "20", "SCHEDULER_LIVE_LAG", "50");
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service unused = cluster.scheduler(InstantSource.system(), metrics, slow)) {
            herd("2s", System.currentTimeMillis() - 60_000);
            // The first are gone before it is known that workers are behind.
            await().atMost(PATIENCE).until(() -> gauge("retries.overdue", "2s") > 0);
            passes(deliveries, "on-time-1");
            int before = deliveries.all().size();
            passes(deliveries, "on-time-2");
            assertThat(deliveries.all().size() - before).isLessThan(1_000);
            await().atMost(PATIENCE).until(() -> deliveries.all().size() > before + 20);
            assertThat(gauge("retries.overdue", "2s")).isPositive();
        }
        // All of it still goes once there is no reason to hold it back.
        SimpleMeterRegistry after = new SimpleMeterRegistry();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service unused = cluster.scheduler(InstantSource.system(), after, LANE_IS_FREE)) {
            await().atMost(PATIENCE).until(() -> forwarded(metrics, "2s") + forwarded(after, "2s") == HERD);
            assertThat(deliveries.ids()).doesNotHaveDuplicates();
        }
    }

    private static void passes(Arrivals deliveries, String id) {
        cluster.waits("1s", id, System.currentTimeMillis() + 1_000);
        await().atMost(PATIENCE).until(() -> deliveries.ids().contains(id));
        List<Arrival> passed = deliveries.all().stream()
                .filter(arrival -> arrival.id().equals(id))
                .toList();
        assertThat(passed.getFirst().lateMillis()).isBetween(0L, 2_000L);
    }

    private static void herd(String tier, long dueAtMillis) {
        for (int i = 0; i < HERD; i++) {
            cluster.waits(tier, tier + "-herd-" + i, dueAtMillis);
        }
        cluster.written();
    }

    private static double forwarded(SimpleMeterRegistry metrics, String tier) {
        var counter = metrics.find("retries.forwarded").tag("tier", tier).counter();
        return counter == null ? 0 : counter.count();
    }

    private double gauge(String name, String tier) {
        return gauge(metrics, name, tier);
    }

    private static double gauge(SimpleMeterRegistry metrics, String name, String tier) {
        var gauge = metrics.find(name).tag("tier", tier).gauge();
        return gauge == null ? -1 : gauge.value();
    }
}
