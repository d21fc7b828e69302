package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log is a projection: emptied, it is made anew from the attempts topic, the same as before. */
class LogRebuildTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DELIVERIES = "SELECT to_jsonb(d)::text FROM deliveries d ORDER BY id";
    private static final String HOURS = "SELECT h::text FROM webhook_hours h ORDER BY webhook_id, hour";

    private final long now = System.currentTimeMillis();
    private final String site = "site_rebuild_" + now;
    private Engines engines;
    private Engines.Base base;

    @BeforeEach
    void make() throws Exception {
        engines = Engines.shared();
        base = engines.newDatabase();
    }

    private void deliver(int deliveries) throws Exception {
        for (int i = 0; i < deliveries; i++) {
            UUID id = UUID.randomUUID();
            if (i % 3 == 0) {
                write(id, i, 1, Outcome.RETRY);
            }
            write(id, i, i % 3 == 0 ? 2 : 1, i % 5 == 0 ? Outcome.FAILED : Outcome.DELIVERED);
        }
    }

    private void write(UUID id, int i, int number, Outcome outcome) throws Exception {
        Attempt attempt = new Attempt(
                id,
                "wh_" + i % 4,
                site,
                "message.created",
                new EventRef(Topics.EVENTS, 0, i),
                now - i,
                number,
                Trigger.SCHEDULE,
                now + number,
                outcome,
                outcome == Outcome.DELIVERED ? 200 : 500,
                5L,
                "answer",
                null,
                null,
                outcome == Outcome.RETRY ? now + 60_000 : null,
                1L);
        var unused = engines.write(Topics.ATTEMPTS, "wh_" + i % 4, new String(AttemptJson.write(attempt), UTF_8));
    }

    private RunningSettings start(String batch) throws Exception {
        return new RunningSettings(engines, base, Map.of("LOG_BATCH", batch));
    }

    private void awaitLogged(int deliveries) {
        await().atMost(PATIENCE)
                .until(() -> base.text("SELECT count(*) FROM deliveries WHERE status <> 'pending' AND site_id = '"
                                + site + "'")
                        .equals(Integer.toString(deliveries)));
    }

    private String rebuild(String... arguments) throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        RebuildLog.run(
                arguments,
                Map.of(
                        "DATABASE_URL", base.url,
                        "DATABASE_USER", base.user(),
                        "KAFKA_BOOTSTRAP_SERVERS", engines.bootstrapServers()),
                Path.of("."),
                new PrintStream(told, true, UTF_8));
        return told.toString(UTF_8);
    }

    @Test
    void aLogMadeAnewWhileItIsWrittenIsTheSameLog() throws Exception {
        deliver(60);
        try (RunningSettings settings = start("7")) {
            awaitLogged(60);
            List<String> deliveries = base.texts(DELIVERIES);
            List<String> hours = base.texts(HOURS);

            String told = rebuild();

            assertThat(told).contains("made anew from", "The delivery log has caught up.");
            assertThat(base.texts(DELIVERIES)).isEqualTo(deliveries);
            assertThat(base.texts(HOURS)).isEqualTo(hours);
            // And goes on.
            deliver(10);
            awaitLogged(70);
            assertThat(settings.alive()).isTrue();
        }
    }

    @Test
    void whatWasBrokenOffGoesOn() throws Exception {
        deliver(60);
        List<String> deliveries;
        List<String> hours;
        try (RunningSettings settings = start("2000")) {
            awaitLogged(60);
            deliveries = base.texts(DELIVERIES);
            hours = base.texts(HOURS);
            assertThat(settings.alive()).isTrue();
        }
        assertThat(rebuild("--no-wait")).doesNotContain("caught up");
        assertThat(base.texts(DELIVERIES)).isEmpty();
        try (RunningSettings settings = start("1")) {
            await().atMost(PATIENCE)
                    .until(() -> !base.text("SELECT count(*) FROM deliveries").equals("0"));
            assertThat(settings.alive()).isTrue();
        }

        try (RunningSettings settings = start("5")) {
            awaitLogged(60);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(base.texts(DELIVERIES)).isEqualTo(deliveries));
            assertThat(base.texts(HOURS)).isEqualTo(hours);
            assertThat(settings.alive()).isTrue();
        }
    }

    @Test
    void whatKafkaHoldsNoMoreIsNotLostUnasked() throws Exception {
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            Instant clock = Instant.ofEpochMilli(now);
            insert(clock.minus(Duration.ofDays(40)));
            insert(clock.minus(Duration.ofDays(9)));
            LogRebuild rebuild = new LogRebuild(
                    writer.database, new KafkaClients(Map.of()), Duration.ofDays(30), new SettableClock(clock));

            assertThat(rebuild.loss(completeSince(clock.minus(Duration.ofDays(30)))))
                    .isEmpty();
            assertThat(rebuild.loss(completeSince(clock.minus(Duration.ofDays(10)))))
                    .isEmpty();
            assertThat(rebuild.loss(new LogRebuild.Held(Map.of(), Map.of(), null)))
                    .isEmpty();
            Optional<LogRebuild.Loss> loss = rebuild.loss(completeSince(clock.minus(Duration.ofDays(5))));
            assertThat(loss.orElseThrow().days()).isBetween(4L, 5L);
        }
    }

    @Test
    void aLogOfAnEarlierVersionIsMadeAnewAndNotJudgedAgain() throws Exception {
        var unused = Flyway.configure()
                .dataSource(base.url, base.user(), "")
                .locations("classpath:db/migration")
                .target("4")
                .load()
                .migrate();
        base.execute("INSERT INTO log_positions (partition, next_offset) VALUES (3, 17)");
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            assertThat(base.texts("SELECT judged_to || ' ' || coalesce(written_to, -1) FROM log_positions"))
                    .containsExactly("17 -1");
            assertThat(writer.log.places(Map.of(3, 5L))).isEqualTo(Map.of(3, 5L));
            assertThat(base.text("SELECT judged_to FROM log_positions")).isEqualTo("17");
        }
    }

    private static LogRebuild.Held completeSince(Instant time) {
        return new LogRebuild.Held(Map.of(), Map.of(), time);
    }

    private void insert(Instant createdAt) throws Exception {
        base.execute("""
                INSERT INTO deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count, last_number)
                VALUES (gen_random_uuid(), '%s', 'wh', 'site', 'message.created', 'agentbot.events-0-0', 'delivered', 1, 1)
                """.formatted(createdAt));
    }

    @Test
    void whileSomethingIsSentAgainTheLogIsNeeded() throws Exception {
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            base.execute("""
                    INSERT INTO replays (id, site_id, which, since, until, per_second, wish, state, created_at)
                    VALUES ('rp', 'site', 'failed', now(), now(), 1, '', 'running', now())
                    """);
            assertThat(writer.database.unready()).isEmpty();
            assertThatThrownBy(() -> rebuild("--no-wait"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("being sent again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--accept-losing-days many", "--data", "--yes", "--data /nowhere"})
    void whatMakesNoSenseIsToldInASentence(String arguments) {
        assertThatThrownBy(() -> rebuild(arguments.split(" ", -1)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(arguments.split(" ", -1)[arguments.contains("/") ? 1 : 0]);
    }
}
