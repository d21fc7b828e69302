package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes, however it is cut into batches, and however often it is read again: the log says the same. */
class LogBatchTest {
    private static final int ROUNDS = 60;
    private static final int ATTEMPTS = 60;

    private final long now = System.currentTimeMillis();

    /** What the log is to say of a delivery, found by looking at all of its attempts at once. */
    private record Expected(int posts, List<Attempt> attempts) {
        static Expected of(List<Attempt> arrived) {
            List<Attempt> once = arrived.stream().distinct().toList();
            return new Expected((int) once.stream().filter(Sign::wasPosted).count(), once);
        }
    }

    @Test
    void theLogIsWhatItsAttemptsMakeItHoweverTheyAreCutAndRepeated() throws Exception {
        Engines engines = Engines.shared();
        Engines.Base base = engines.newDatabase();
        try (LogWriter writer = new LogWriter(engines, base, Clock.systemUTC())) {
            for (int round = 0; round < ROUNDS; round++) {
                check(base, writer, new Random(round), round);
            }
        }
    }

    private void check(Engines.Base base, LogWriter writer, Random random, int round) throws Exception {
        List<Attempt> attempts = attempts(random, "wh_round_" + round);
        List<LogEntry> arrived = new ArrayList<>();
        Map<UUID, List<Attempt>> byDelivery = new TreeMap<>();
        for (int i = 0; i < attempts.size(); i++) {
            // Now and then one that was there before.
            Attempt attempt = i > 0 && random.nextInt(5) == 0 ? attempts.get(random.nextInt(i)) : attempts.get(i);
            arrived.add(LogEntry.of(
                    new ConsumerRecord<>(Topics.ATTEMPTS, round, i, new byte[0], AttemptJson.write(attempt))));
            byDelivery
                    .computeIfAbsent(attempt.deliveryId(), unused -> new ArrayList<>())
                    .add(attempt);
        }
        LogBatch atOnce = new LogBatch(List.of());
        arrived.forEach(entry -> atOnce.add((LogEntry.OfAttempt) entry));

        writeInCuts(base, writer, arrived, random, round);

        List<LogRow> logged = rows(writer, atOnce.begun());
        assertThat(logged).as("round %d", round).containsExactlyInAnyOrderElementsOf(atOnce.begun());
        for (LogRow row : logged) {
            Expected expected = Expected.of(byDelivery.getOrDefault(row.key().id(), List.of()));
            assertThat(row.standing().attemptCount()).as("round %d", round).isEqualTo(expected.posts());
            assertThat(row.attempts())
                    .as("round %d", round)
                    .isEqualTo(
                            expected.attempts().stream().map(LoggedAttempt::of).toList());
        }
        List<Attempt> posted = byDelivery.values().stream()
                .flatMap(each -> each.stream().distinct())
                .filter(Sign::wasPosted)
                .toList();
        assertThat(base.texts(
                        "SELECT hour || ' ' || delivered || ' ' || failed FROM webhook_hours WHERE webhook_id = 'wh_round_"
                                + round + "'"))
                .as("round %d", round)
                .hasSameSizeAs(posted.stream()
                        .map(attempt -> Instant.ofEpochMilli(attempt.atMillis()).truncatedTo(ChronoUnit.HOURS))
                        .distinct()
                        .toList());
        assertThat(base.text("SELECT coalesce(sum(delivered), 0) || ' ' || coalesce(sum(failed), 0) FROM webhook_hours"
                        + " WHERE webhook_id = 'wh_round_" + round + "'"))
                .as("round %d", round)
                .isEqualTo(counts(posted));
    }

    private static String counts(List<Attempt> posted) {
        long delivered = posted.stream()
                .filter(attempt -> attempt.outcome() == Outcome.DELIVERED)
                .count();
        return delivered + " " + (posted.size() - delivered);
    }

    /** Sometimes the place is set back, and what was written is read again. */
    private static void writeInCuts(
            Engines.Base base, LogWriter writer, List<LogEntry> arrived, Random random, int partition)
            throws Exception {
        int place = Math.toIntExact(writer.log.places(Map.of(partition, 0L)).getOrDefault(partition, 0L));
        while (place < arrived.size()) {
            int end = Math.min(arrived.size(), place + 1 + random.nextInt(12));
            assertThat(writer.log.write(
                            arrived.subList(place, end), Map.of(partition, (long) place), Map.of(partition, (long)
                                    end)))
                    .isTrue();
            place = end;
            if (random.nextInt(6) == 0) {
                place = random.nextInt(end + 1);
                base.execute("UPDATE log_positions SET written_to = " + place + " WHERE partition = " + partition);
            }
        }
    }

    private static List<LogRow> rows(LogWriter writer, List<LogRow> like) {
        return writer.database.transaction(connection ->
                DeliveryRows.lock(connection, like.stream().map(LogRow::key).toList()));
    }

    private List<Attempt> attempts(Random random, String webhook) {
        UUID[] deliveries =
                random.ints(6).mapToObj(i -> new UUID(random.nextLong(), i)).toArray(UUID[]::new);
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS; i++) {
            int delivery = random.nextInt(deliveries.length);
            int first = random.nextInt(4) == 0 ? 4 : 1;
            Trigger trigger = any(random, List.of(Trigger.values()));
            Outcome outcome = any(random, List.of(Outcome.values()));
            attempts.add(attempt(deliveries[delivery], webhook, first, first + random.nextInt(5), trigger, outcome, i));
        }
        return attempts;
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private Attempt attempt(
            UUID delivery, String webhook, int first, int number, Trigger trigger, Outcome outcome, int i) {
        boolean posted = outcome.posted() && i % 7 != 0;
        Integer status = posted && i % 4 != 0 ? (Integer) (outcome == Outcome.DELIVERED ? 204 : 500 + i % 4) : null;
        return new Attempt(
                delivery,
                webhook,
                "site_model",
                "message.created",
                new EventRef(Topics.EVENTS, 0, 7),
                now - 5_000,
                number,
                first,
                trigger,
                now - i * 60_000L,
                outcome,
                status,
                posted ? (Long) (long) i : null,
                text(status, "X-Answer: \u00e4\n"),
                text(status, "said \"no\"\t\ud83d\ude00"),
                outcome == Outcome.DELIVERED ? null : "status",
                outcome == Outcome.DELIVERED ? null : "It did not answer.",
                outcome == Outcome.RETRY ? (Long) (now + i) : null,
                posted ? (Long) 3L : null);
    }

    private static @Nullable String text(@Nullable Integer status, String text) {
        return status == null ? null : text;
    }
}
