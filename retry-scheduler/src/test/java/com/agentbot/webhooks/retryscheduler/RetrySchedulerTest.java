package com.agentbot.webhooks.retryscheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.retryscheduler.Cluster.Arrival;
import com.agentbot.webhooks.retryscheduler.Cluster.Arrivals;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrySchedulerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** From here on a partition would have waited for a member that left without a word. */
    private static final long MOST_LATE = ClientProperties.KILLED_AFTER.toMillis();

    @TempDir
    static Path directory;

    private static Cluster cluster;

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
    void firesNeverBeforeDueAndSoonAfter() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service scheduler = cluster.scheduler(InstantSource.system(), metrics, Map.of())) {
            await().atMost(PATIENCE).until(() -> scheduler.unready().isEmpty());
            for (int i = 0; i < 200; i++) {
                cluster.waits("1s", "soon-" + i, System.currentTimeMillis() + 1_000);
                cluster.waits("2s", "later-" + i, System.currentTimeMillis() + 2_000);
                cluster.written();
            }

            await().atMost(PATIENCE).until(() -> deliveries.all().size() >= 400);
            assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(400);
            for (Arrival arrival : deliveries.all()) {
                assertThat(arrival.lateMillis()).isBetween(0L, MOST_LATE);
                assertThat(arrival.record().timestamp()).isGreaterThanOrEqualTo(arrival.dueAt());
            }
            assertThat(metrics.get("retries.forwarded")
                            .tag("tier", "1s")
                            .counter()
                            .count())
                    .isEqualTo(200);
            assertThat(metrics.get("retries.lateness").tag("tier", "2s").timer().count())
                    .isEqualTo(200);
        }
    }

    @Test
    void forwardsKeyBodyAndHeadersAsTheyAre() throws Exception {
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service unused = cluster.scheduler()) {
            long dueAt = System.currentTimeMillis();
            cluster.waits("1s", "untouched", dueAt);

            await().atMost(PATIENCE).until(() -> deliveries.all().size() == 1);
            Arrival arrival = deliveries.all().getFirst();
            assertThat(arrival.id()).isEqualTo("untouched");
            assertThat(arrival.record().value()).isEqualTo(Cluster.body("untouched"));
            Headers headers = arrival.record().headers();
            assertThat(text(headers, DeliveryHeaders.WEBHOOK_ID)).isEqualTo("untouched");
            assertThat(text(headers, DeliveryHeaders.DUE_AT)).isEqualTo(Long.toString(dueAt));
            assertThat(headers.lastHeader("of_a_later_version").value()).containsExactly(7);
            assertThat(headers.toArray()).hasSize(3);
        }
    }

    @Test
    void aThreeHourWaitSurvivesARestartAndEndsToTheMillisecond() throws Exception {
        SettableClock clock = new SettableClock();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        long due = clock.millis() + Duration.ofHours(3).toMillis();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES)) {
            cluster.waits("3h", "in-three-hours", due);
            cluster.written();
            try (Service unused = cluster.scheduler(clock, metrics, Map.of())) {
                await().atMost(PATIENCE).until(() -> gauge(metrics, "retries.waiting", "3h") == 1);
                looksOnceMore(clock, deliveries, 1);
                assertThat(gauge(metrics, "retries.overdue", "3h")).isZero();
            }
            try (Service unused = cluster.scheduler(clock, new SimpleMeterRegistry(), Map.of())) {
                looksOnceMore(clock, deliveries, 2);
                clock.passes(Duration.ofHours(3).minusMillis(1));
                looksOnceMore(clock, deliveries, 3);
                assertThat(deliveries.ids()).doesNotContain("in-three-hours");

                clock.passes(Duration.ofMillis(1));

                await().atMost(PATIENCE).until(() -> deliveries.ids().contains("in-three-hours"));
                assertThat(deliveries.all()).hasSize(4);
            }
        }
    }

    /** A delivery that is due at once has passed: so the scheduler has looked at what waits since the clock was set. */
    private static void looksOnceMore(SettableClock clock, Arrivals deliveries, int count) {
        cluster.waits("1s", "look-" + count, clock.millis());
        await().atMost(PATIENCE).until(() -> deliveries.ids().contains("look-" + count));
    }

    private static double gauge(SimpleMeterRegistry metrics, String name, String tier) {
        var gauge = metrics.find(name).tag("tier", tier).gauge();
        return gauge == null ? -1 : gauge.value();
    }

    @Test
    void restartsAndRebalancesInMidWaitNeitherLoseNorDoubleNorDelay() throws Exception {
        int count = 1_500;
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES)) {
            Service first = cluster.scheduler();
            Thread writer = Thread.ofPlatform().start(() -> writeForSixSeconds(count));
            passed(deliveries, 100);
            Service second = cluster.scheduler();
            passed(deliveries, 500);
            second.close();
            passed(deliveries, 700);
            Service third = cluster.scheduler();
            passed(deliveries, 1_000);
            first.close();

            await().atMost(PATIENCE).until(() -> deliveries.all().size() >= count);
            writer.join();
            third.close();
            assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(count);
            for (Arrival arrival : deliveries.all()) {
                assertThat(arrival.lateMillis()).as(arrival.id()).isBetween(0L, MOST_LATE);
            }
        }
    }

    private static void writeForSixSeconds(int count) {
        for (int i = 0; i < count; i++) {
            cluster.waits("1s", "rebalanced-" + i, System.currentTimeMillis() + 1_000);
            try {
                Thread.sleep(4);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void passed(Arrivals deliveries, int count) {
        await().atMost(PATIENCE).until(() -> deliveries.all().size() >= count);
    }

    @Test
    void whatDoesNotSayWhenItIsDueGoesToTheDeadLettersAndHoldsUpNothing() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Arrivals deadLetters = cluster.arrivals(Topics.DEAD_LETTER);
                Service unused = cluster.scheduler(InstantSource.system(), metrics, Map.of())) {
            cluster.waits("1s", "poison", (String) null);
            cluster.waits("1s", "poison", "tomorrow");
            cluster.waits("1s", "poison", Long.toString(Long.MAX_VALUE));
            cluster.waits("1s", "poison", System.currentTimeMillis());

            await().atMost(PATIENCE).until(() -> deliveries.all().size() == 1);
            await().atMost(PATIENCE).until(() -> deadLetters.all().size() == 3);
            assertThat(deadLetters.all().stream().map(letter -> text(letter, FailureHeaders.ERROR)))
                    .satisfiesExactly(
                            error -> assertThat(error).isEqualTo("header due_at is missing"),
                            error -> assertThat(error).isEqualTo("header due_at: 'tomorrow' is no whole number"),
                            error -> assertThat(error).contains("due_at").contains("agentbot.retry.1s"));
            for (Arrival letter : deadLetters.all()) {
                assertThat(letter.record().value()).isEqualTo(Cluster.body("poison"));
                assertThat(text(letter, FailureHeaders.REASON)).isEqualTo("unreadable");
                assertThat(text(letter, FailureHeaders.ORIGIN)).startsWith("agentbot.retry.1s-");
                assertThat(Long.parseLong(text(letter, FailureHeaders.FAILED_AT)))
                        .isPositive();
                assertThat(text(letter, DeliveryHeaders.WEBHOOK_ID)).isEqualTo("poison");
            }
            assertThat(metrics.get("retries.unreadable")
                            .tag("tier", "1s")
                            .counter()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void aTierThatIsAddedWhileItRunsIsServedFromItsBeginning() throws Exception {
        Map<String, String> soon = Map.of("KAFKA_METADATA_MAX_AGE_MS", "500");
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service scheduler = cluster.scheduler(InstantSource.system(), new SimpleMeterRegistry(), soon);
                Admin admin = Admin.create(cluster.client())) {
            await().atMost(PATIENCE).until(() -> scheduler.unready().isEmpty());
            NewTopic added = new NewTopic(Topics.RETRY_PREFIX + "7s", 2, (short) 1);
            admin.createTopics(List.of(added.configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
            cluster.waits("7s", "of-a-new-tier", System.currentTimeMillis());

            await().atMost(PATIENCE).until(() -> deliveries.ids().contains("of-a-new-tier"));
        }
    }

    @Test
    void aHerdThatComesDueAtOnceIsForwardedInBoundedBatches() throws Exception {
        int herd = 40_000;
        Map<String, String> bounds = Map.of(
                "SCHEDULER_TRANSACTION_RECORDS", "1000",
                "SCHEDULER_POLL_RECORDS", "1000",
                // Nobody reads the deliveries here, which would count as workers that are behind.
                "SCHEDULER_LIVE_LAG", "1000000000");
        for (int i = 0; i < herd; i++) {
            cluster.waits("2s", "herd-" + i, System.currentTimeMillis());
        }
        cluster.written();
        try (Arrivals deliveries = cluster.arrivals(Topics.DELIVERIES);
                Service unused = cluster.scheduler(InstantSource.system(), new SimpleMeterRegistry(), bounds)) {
            passed(deliveries, herd);
            assertThat(deliveries.ids()).doesNotHaveDuplicates().hasSize(herd);
        }
    }

    private static String text(Arrival arrival, String header) {
        return text(arrival.record().headers(), header);
    }

    private static String text(Headers headers, String header) {
        return new String(headers.lastHeader(header).value(), UTF_8);
    }
}
