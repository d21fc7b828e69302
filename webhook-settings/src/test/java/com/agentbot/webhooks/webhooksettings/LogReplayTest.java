package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of the delivery log and the place up to which they go are one: whatever is read again is written once. */
class LogReplayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ROWS = "SELECT md5(string_agg(to_jsonb(d)::text, ',' ORDER BY id)) FROM deliveries d";
    private static final String PLACES = "SELECT coalesce(sum(written_to), 0) FROM log_positions";

    private final long now = System.currentTimeMillis();
    private Engines engines;
    private Engines.Base base;

    @BeforeEach
    void make() throws Exception {
        engines = Engines.shared();
        base = engines.newDatabase();
    }

    private Attempt attempt(UUID delivery, int number, Outcome outcome) {
        return new Attempt(
                delivery,
                "wh_replay",
                "site_replay",
                "message.created",
                new EventRef(Topics.EVENTS, 0, 0),
                now,
                number,
                Trigger.SCHEDULE,
                now + number,
                outcome,
                200,
                5L,
                "",
                null,
                null,
                null,
                null);
    }

    @Test
    void aLogThatReadsTheTopicAgainFromItsBeginningIsTheSameLog() throws Exception {
        for (int i = 0; i < 20; i++) {
            UUID delivery = UUID.randomUUID();
            for (Outcome outcome : List.of(Outcome.RETRY, Outcome.DELIVERED)) {
                Attempt attempt = attempt(delivery, outcome == Outcome.RETRY ? 1 : 2, outcome);
                var unused = engines.write(
                        Topics.ATTEMPTS, "wh_" + i, new String(AttemptJson.write(attempt), StandardCharsets.UTF_8));
            }
        }
        String end = Integer.toString(engines.read(Topics.ATTEMPTS).size());

        runUntilWrittenUpTo(end, "2000");
        String before = base.text(ROWS);
        base.execute("UPDATE log_positions SET written_to = 0");
        runUntilWrittenUpTo(end, "3");

        assertThat(base.text(ROWS)).isEqualTo(before);
        assertThat(base.text("SELECT count(*) FROM deliveries WHERE webhook_id = 'wh_replay' AND attempt_count = 2"))
                .isEqualTo("20");
    }

    private void runUntilWrittenUpTo(String end, String batch) throws Exception {
        try (RunningSettings settings = new RunningSettings(engines, base, Map.of("LOG_BATCH", batch))) {
            await().atMost(PATIENCE).until(() -> base.text(PLACES).equals(end));
            assertThat(settings.alive()).isTrue();
        }
    }

    private List<LogEntry> batch(UUID delivery, long offset, Outcome... outcomes) {
        List<LogEntry> batch = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Attempt attempt = attempt(delivery, batch.size() + 1, outcome);
            batch.add(LogEntry.of(new ConsumerRecord<>(
                    Topics.ATTEMPTS, 3, offset + batch.size(), new byte[0], AttemptJson.write(attempt))));
        }
        return batch;
    }

    @Test
    void aBatchIsWrittenOnlyFromThePlaceWhereTheLogStands() throws Exception {
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            UUID delivery = UUID.randomUUID();
            List<LogEntry> batch = batch(delivery, 10, Outcome.RETRY, Outcome.DELIVERED);
            assertThat(writer.log.places(Map.of(3, 10L))).isEqualTo(Map.of(3, 10L));

            assertThat(writer.log.write(batch, Map.of(3, 10L), Map.of(3, 12L))).isTrue();
            // The same again, as by an instance that does not know that it was replaced.
            assertThat(writer.log.write(batch, Map.of(3, 10L), Map.of(3, 12L))).isFalse();

            assertThat(base.texts("SELECT attempt_count FROM deliveries")).containsExactly("2");
            assertThat(writer.log.places(Map.of(3, 0L))).isEqualTo(Map.of(3, 12L));
        }
    }

    @Test
    void aBatchThatFailsHalfWayLeavesNeitherRowsNorAMovedPlace() throws Exception {
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            var unused = writer.log.places(Map.of(3, 10L));
            base.execute("""
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''the process falls here''; END';
                    CREATE TRIGGER refuse BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse();
                    """);
            List<LogEntry> batch = batch(UUID.randomUUID(), 10, Outcome.RETRY, Outcome.DELIVERED);

            assertThatThrownBy(() -> writer.log.write(batch, Map.of(3, 10L), Map.of(3, 12L)))
                    .isInstanceOf(DatabaseFailure.Refused.class);

            assertThat(base.text("SELECT count(*) FROM deliveries")).isEqualTo("0");
            assertThat(writer.log.places(Map.of(3, 0L))).isEqualTo(Map.of(3, 10L));
            base.execute("DROP TRIGGER refuse ON deliveries");
            assertThat(writer.log.write(batch, Map.of(3, 10L), Map.of(3, 12L))).isTrue();
            assertThat(base.texts("SELECT attempt_count FROM deliveries")).containsExactly("2");
        }
    }
}
