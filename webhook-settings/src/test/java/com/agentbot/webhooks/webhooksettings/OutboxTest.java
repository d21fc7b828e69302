package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of a change from the database to the topic: never lost, never out of order. */
class OutboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<RunningSettings> running = new ArrayList<>();
    private Engines engines;
    private Engines.Base database;

    @BeforeEach
    void make() throws Exception {
        engines = Engines.shared();
        database = engines.newDatabase();
    }

    @AfterEach
    void stop() {
        running.forEach(RunningSettings::close);
    }

    private RunningSettings instance(Map<String, String> more) throws Exception {
        RunningSettings instance = new RunningSettings(engines, database, more);
        running.add(instance);
        return instance;
    }

    @Test
    void changesMadeAtOnceArePublishedInTheOrderOfTheirVersionsAndNoneIsLost() throws Exception {
        RunningSettings settings = instance(Map.of("OUTBOX_BATCH", "3"));
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            paths.add("/v1/sites/site_order/webhooks/"
                    + settings.createWebhook("site_order").field("id"));
        }
        try (ExecutorService owners = Executors.newFixedThreadPool(8)) {
            List<Future<Answer>> changes = IntStream.range(0, 60)
                    .mapToObj(i -> owners.submit(() ->
                            settings.patch(paths.get(i % paths.size()), "{\"description\": \"change " + i + "\"}")))
                    .toList();
            for (Future<Answer> change : changes) {
                change.get().expect(200);
            }
        }

        List<Long> versions = versions("site_order");
        assertThat(versions).isSorted().doesNotHaveDuplicates().hasSize(64);
        assertThat(database.text("SELECT count(*) FROM outbox")).isEqualTo("0");
    }

    @Test
    void aChangeWaitsForTheOneBeforeItToCommit() throws Exception {
        RunningSettings settings = instance(Map.of());
        Answer made = settings.createWebhook("site_lock");
        try (Connection slow = database.connection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("UPDATE settings_version SET version = version + 1");
            statement.execute("INSERT INTO outbox SELECT version, 'site_lock/wh_slow', NULL FROM settings_version");
            CompletableFuture<Answer> change = CompletableFuture.supplyAsync(() -> patched(settings, made));
            await().atMost(PATIENCE)
                    .until(() -> database.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals("1"));
            assertThat(change).isNotDone();
            slow.commit();
            change.get(10, TimeUnit.SECONDS).expect(200);
        }

        assertThat(versions("site_lock")).isSorted().doesNotHaveDuplicates().hasSize(3);
        assertThat(records("site_lock").get(1).key()).isEqualTo("site_lock/wh_slow");
    }

    private static Answer patched(RunningSettings settings, Answer made) {
        try {
            return settings.patch("/v1/sites/site_lock/webhooks/" + made.field("id"), "{\"enabled\": false}");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasPublishedAndNotYetCrossedOffIsPublishedAgainUnderTheSameVersion() throws Exception {
        RunningSettings settings = instance(Map.of("PUBLISH_WAIT", "500ms"));
        settings.createWebhook("site_again");
        database.execute("""
                CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''the process falls here''; END';
                CREATE TRIGGER fall BEFORE DELETE ON outbox EXECUTE FUNCTION fall();
                """);
        settings.createWebhook("site_again");
        await().atMost(PATIENCE).until(() -> records("site_again").size() >= 3);
        database.execute("DROP TRIGGER fall ON outbox");
        Answer last = settings.createWebhook("site_again");
        await().atMost(PATIENCE)
                .until(() -> database.text("SELECT count(*) FROM outbox").equals("0"));

        List<ConsumerRecord<String, byte[]>> records = records("site_again");
        Map<Long, List<String>> byVersion = records.stream()
                .collect(Collectors.groupingBy(
                        OutboxTest::version,
                        Collectors.mapping(record -> new String(record.value(), UTF_8), Collectors.toList())));
        assertThat(byVersion).hasSize(3);
        assertThat(byVersion.values())
                .allSatisfy(values -> assertThat(values.stream().distinct()).hasSize(1));
        assertThat(records.getLast().key()).endsWith(last.field("id"));
        assertThat(versions("site_again")).isSorted();
    }

    @Test
    void ofTwoInstancesOnePublishesAndTheOtherTakesOver() throws Exception {
        RunningSettings first = instance(Map.of());
        first.createWebhook("site_two");
        RunningSettings second = instance(Map.of());

        // Changed here, published there: answered once it is.
        second.createWebhook("site_two");
        assertThat(versions("site_two")).isSorted().doesNotHaveDuplicates().hasSize(2);
        assertThat(database.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                        + " AND (classid::bigint << 32 | objid::bigint) = " + AdvisoryLock.OUTBOX.key()))
                .isEqualTo("1");

        running.remove(first);
        first.close();
        second.createWebhook("site_two");
        await().atMost(PATIENCE).until(() -> versions("site_two").size() == 3);
        assertThat(versions("site_two")).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anInstanceThatLosesItsLockUnawaresDoublesNothing() throws Exception {
        RunningSettings settings = instance(Map.of("PUBLISH_WAIT", "20s"));
        settings.createWebhook("site_cut");
        // Answered once it is published, a moment before it is crossed off.
        await().atMost(PATIENCE)
                .until(() -> database.text("SELECT count(*) FROM outbox").equals("0"));
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");

        settings.createWebhook("site_cut");

        assertThat(versions("site_cut")).isSorted().doesNotHaveDuplicates().hasSize(2);
        assertThat(settings.alive()).isTrue();
    }

    @Test
    void withTheBrokerAwayAChangeIsKeptAnsweredWithinItsBoundAndPublishedLater() throws Exception {
        RunningSettings settings = instance(Map.of("PUBLISH_WAIT", "300ms"));
        Answer old = settings.createWebhook("site_away");
        String path = "/v1/sites/site_away/webhooks/" + old.field("id");
        await().atMost(PATIENCE)
                .until(() -> database.text("SELECT count(*) FROM outbox").equals("0"));
        engines.stopKafka();
        Answer made;
        try {
            made = settings.createWebhook("site_away");
            assertThat(made.field("secret")).startsWith("whsec_");
            // Accepted, but not in force yet.
            assertThat(settings.patch(path, "{\"enabled\": false}")
                            .expect(202)
                            .json()
                            .path("enabled")
                            .booleanValue())
                    .isFalse();
            settings.post("/v1/sites/site_away/webhooks/" + made.field("id") + "/secret/rotate", "")
                    .expect(202);
            settings.delete(path).expect(202);
            settings.get(path).expectProblem(404, null);
        } finally {
            engines.startKafka();
        }

        await().atMost(PATIENCE)
                .until(() -> database.text("SELECT count(*) FROM outbox").equals("0"));
        assertThat(versions("site_away")).isSorted().doesNotHaveDuplicates().hasSize(5);
        assertThat(records("site_away").getLast().value()).isNull();
        assertThat(settings.alive()).isTrue();
    }

    private List<ConsumerRecord<String, byte[]>> records(String site) {
        return engines.read(Topics.WEBHOOKS).stream()
                .filter(record -> record.key().startsWith(site + "/"))
                .toList();
    }

    private List<Long> versions(String site) {
        return records(site).stream().map(OutboxTest::version).toList();
    }

    private static long version(ConsumerRecord<String, byte[]> record) {
        try {
            return WebhookJson.version(record.headers());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
