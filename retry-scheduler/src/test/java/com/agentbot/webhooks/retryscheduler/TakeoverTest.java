package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.retryscheduler.Cluster.Arrivals;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits changes hands or its broker goes away; each goes out once all the same, and never early. */
class TakeoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int COUNT = 500;

    @TempDir
    Path directory;

    /** It holds deliveries, others take over and forward them, and then it wakes up and would forward them too. */
    @Test
    void aSchedulerThatWasFrozenForTooLongForwardsNothingThatOthersHaveForwarded() throws Exception {
        FrozenClock clock = new FrozenClock();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        // It is taken for dead when it has not polled for so long.
        Map<String, String> soonDead = Map.of("KAFKA_MAX_POLL_INTERVAL_MS", "2000");
        try (Cluster cluster = new Cluster(directory, Cluster.TIERS);
                Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service zombie = cluster.scheduler(clock, metrics, soonDead)) {
            await().atMost(PATIENCE).until(() -> zombie.unready().isEmpty());
            fill(cluster, "2s", System.currentTimeMillis() + 2_000);
            // It has them, and is not about to find out that time has passed before it forwards them.
            await().atMost(PATIENCE)
                    .until(() ->
                            metrics.find("retries.waiting").tag("tier", "2s").gauge() != null
                                    && metrics.get("retries.waiting")
                                                    .tag("tier", "2s")
                                                    .gauge()
                                                    .value()
                                            == COUNT);
            clock.freeze();
            await().atMost(PATIENCE).until(clock::holds);
            try (Service unused = cluster.scheduler()) {
                await().atMost(PATIENCE).until(() -> deliveries.all().size() >= COUNT);
                clock.thaw();
                // Something that the awakened one can have got only after it has tried, and lost.
                fill(cluster, "1s", System.currentTimeMillis() + 1_000);
                await().atMost(PATIENCE).until(() -> deliveries.all().size() >= 2 * COUNT);
            }
            fill(cluster, "3h", System.currentTimeMillis());
            await().atMost(PATIENCE).until(() -> deliveries.all().size() >= 3 * COUNT);
            assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(3 * COUNT);
            assertThat(cluster.failures.first()).isNull();
            assertThat(deliveries.all()).allMatch(arrival -> arrival.lateMillis() >= 0);
        }
    }

    @Test
    void aBrokerThatGoesAwayInMidWaitLosesNothingAndDoublesNothing() throws Exception {
        try (Cluster cluster = new Cluster(directory, Cluster.TIERS);
                Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service scheduler = cluster.scheduler()) {
            await().atMost(PATIENCE).until(() -> scheduler.unready().isEmpty());
            fill(cluster, "2s", System.currentTimeMillis() + 2_000);
            cluster.down();
            cluster.up();
            await().atMost(PATIENCE).until(() -> deliveries.all().size() >= COUNT);
            fill(cluster, "1s", System.currentTimeMillis() + 1_000);
            await().atMost(PATIENCE).until(() -> deliveries.all().size() >= 2 * COUNT);
            assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(2 * COUNT);
            assertThat(cluster.failures.first()).isNull();
            assertThat(deliveries.all()).allMatch(arrival -> arrival.lateMillis() >= 0);
        }
    }

    /** As others wait: seven tiers, the last one twice. */
    @Test
    void aLongScheduleWithATierThatStandsTwiceIsServed() throws Exception {
        SettableClock clock = new SettableClock();
        try (Cluster cluster = new Cluster(directory, "5s,5m,30m,2h,5h,10h,10h");
                Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service unused = cluster.scheduler(clock, new SimpleMeterRegistry(), Map.of())) {
            long tenHours = clock.millis() + Duration.ofHours(10).toMillis();
            cluster.waits("10h", "sixth", tenHours);
            cluster.waits("10h", "seventh", tenHours + 1);
            cluster.waits("5h", "fifth", clock.millis() + Duration.ofHours(5).toMillis());
            cluster.written();
            clock.passes(Duration.ofHours(5));
            await().atMost(PATIENCE).until(() -> deliveries.ids().contains("fifth"));
            clock.passes(Duration.ofHours(5));
            await().atMost(PATIENCE).until(() -> deliveries.ids().contains("sixth"));
            assertThat(deliveries.ids()).doesNotContain("seventh");
            clock.passes(Duration.ofMillis(1));
            await().atMost(PATIENCE).until(() -> deliveries.all().size() == 3);
        }
    }

    private static void fill(Cluster cluster, String tier, long dueAtMillis) {
        for (int i = 0; i < COUNT; i++) {
            cluster.waits(tier, tier + "-" + i, dueAtMillis);
        }
        cluster.written();
    }
}
