package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partition for each day, made ahead and dropped when its day is past. */
class LogPartitionsTest {
    private static final String ROWS = "SELECT count(*) FROM ";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-05-17T23:59:00Z"));
    private Engines.Base base;
    private Database database;
    private LogPartitions partitions;

    @BeforeEach
    void make() throws Exception {
        Engines engines = Engines.shared();
        base = engines.newDatabase();
        Settings settings = Settings.read(RunningSettings.environment(engines, base, Map.of("LOG_RETENTION", "30d")));
        database = new Database(settings.database());
        database.start();
        partitions = new LogPartitions(database, new WebhookHours(clock), settings.log(), clock);
    }

    @AfterEach
    void stop() {
        database.stop();
    }

    private List<String> days(String table) throws Exception {
        return base.texts("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '" + table
                + "'::regclass ORDER BY 1");
    }

    private void deliver(String createdAt) throws Exception {
        base.execute("""
                INSERT INTO deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count, last_number)
                VALUES (gen_random_uuid(), '%s', 'wh', 'site', 'message.created', 'agentbot.events-0-0', 'delivered', 1, 1)
                """.formatted(createdAt));
    }

    @Test
    void theDaysToComeAreThereBeforeTheyBegin() throws Exception {
        partitions.keepUp();

        assertThat(days("deliveries"))
                .containsExactlyElementsOf(
                        Stream.of("20260516", "20260517", "20260518", "20260519", "20260520", "default")
                                .map(day -> "deliveries_" + day)
                                .toList());
        deliver("2026-05-17T23:59:59.999Z");
        deliver("2026-05-18T00:00:00Z");
        assertThat(base.text(ROWS + "deliveries_20260517")).isEqualTo("1");
        assertThat(base.text(ROWS + "deliveries_20260518")).isEqualTo("1");
    }

    @Test
    void aDayIsDroppedOnceAllOfItIsPastTheRetention() throws Exception {
        partitions.keepUp();
        deliver("2026-05-16T12:00:00Z");
        deliver("2026-05-17T12:00:00Z");

        clock.now = Instant.parse("2026-06-16T00:00:00Z");
        partitions.keepUp();

        assertThat(days("deliveries"))
                .doesNotContain("deliveries_20260516")
                .contains("deliveries_20260517", "deliveries_20260619");
        assertThat(base.text(ROWS + "deliveries")).isEqualTo("1");
    }

    @Test
    void whatCameBeforeItsPartitionMovesThere() throws Exception {
        deliver("2026-05-17T12:00:00Z");
        deliver("2026-05-10T12:00:00Z");
        assertThat(base.text(ROWS + "deliveries_default")).isEqualTo("2");

        partitions.keepUp();
        partitions.ensure(List.of(LocalDate.parse("2026-05-10")));

        assertThat(base.text(ROWS + "deliveries_default")).isEqualTo("0");
        assertThat(base.text(ROWS + "deliveries_20260517")).isEqualTo("1");
        assertThat(base.text(ROWS + "deliveries_20260510")).isEqualTo("1");
    }

    @Test
    void noPartitionIsMadeOutsideWhatIsKept() throws Exception {
        partitions.keepUp();
        List<String> before = days("deliveries");
        deliver("2020-01-01T00:00:00Z");

        partitions.ensure(List.of(LocalDate.parse("2020-01-01"), LocalDate.parse("9999-12-31")));
        assertThat(days("deliveries")).isEqualTo(before);
        assertThat(base.text(ROWS + "deliveries")).isEqualTo("1");

        partitions.keepUp();
        assertThat(base.text(ROWS + "deliveries")).isEqualTo("0");
    }

    @Test
    void theUpkeepGoesOnByItselfUntilItIsFinished() throws Exception {
        Thread upkeep = Thread.ofPlatform().start(() -> {
            try {
                partitions.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        partitions.finish();
        assertThat(upkeep.join(Duration.ofSeconds(20))).isTrue();
        assertThat(days("deliveries")).hasSize(6);
    }
}
