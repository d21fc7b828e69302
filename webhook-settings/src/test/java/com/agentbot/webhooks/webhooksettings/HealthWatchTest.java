package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From attempts to a webhook that is switched off, and what is told on the way. The defaults: 1 day, 5 days, 20 attempts. */
class HealthWatchTest {
    private static final Instant MADE = Instant.parse("2026-05-12T13:00:00Z");
    private static final Instant START = Instant.parse("2026-05-12T13:04:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String SITE = "site_health";
    private static final String ID = "wh_health";

    private final SettableClock clock = new SettableClock(MADE);
    private Engines.Base base;
    private LogWriter writer;
    private long offset;
    private long place;

    @BeforeEach
    void make() throws Exception {
        Engines engines = Engines.shared();
        base = engines.newDatabase();
        writer = new LogWriter(engines, base, clock);
        create(ID);
        base.execute("DELETE FROM outbox");
        var unused = writer.log.places(Map.of(0, 0L));
    }

    @AfterEach
    void stop() {
        writer.close();
    }

    private void create(String id) {
        WebhookSetup setup = new WebhookSetup(
                "https://example.com/hook?key=private", List.of("message.created"), null, true, Webhook.Limits.NONE);
        var unused = writer.webhooks.create(SITE, id, setup, new SealedSecret("k1", "sealed"));
    }

    @Test
    void whatDoesNothingButFailForFiveDaysIsSwitchedOffAtTheLimitAndNotBefore() throws Exception {
        failedSince(START, 19);
        write(failed(START.plus(DAY.multipliedBy(5)).minusMillis(1)));
        assertThat(webhook().setup().enabled()).isTrue();

        write(failed(START.plus(DAY.multipliedBy(5))));

        assertThat(webhook().setup().enabled()).isFalse();
        assertThat(webhook().disabledReason())
                .isEqualTo("Switched off automatically: all 21 attempts since 2026-05-12 13:04 UTC failed;"
                        + " the last error was: The endpoint answered 500.");
        assertThat(base.texts("SELECT webhook_id FROM webhook_health")).isEmpty();
    }

    @Test
    void oneSuccessInBetweenAndTheTimeBeginsAnew() throws Exception {
        failedSince(START, 40);
        write(delivered(START.plus(DAY.multipliedBy(4))));
        assertThat(webhook().health()).isEqualTo(Health.FINE);
        Instant again = START.plus(DAY.multipliedBy(4)).plusMillis(5);
        failedSince(again, 40);
        write(failed(again.plus(DAY.multipliedBy(5)).minusMillis(1)));
        assertThat(webhook().setup().enabled()).isTrue();
        assertThat(webhook().health().since()).isEqualTo(again);

        write(failed(again.plus(DAY.multipliedBy(5))));
        assertThat(webhook().setup().enabled()).isFalse();
    }

    @Test
    void aSuccessInTheSameBatchAsTheLastFailureIsHeeded() throws Exception {
        failedSince(START, 30);
        Instant end = START.plus(DAY.multipliedBy(6));
        write(failed(end), delivered(end.plusMillis(1)));
        assertThat(webhook().setup().enabled()).isTrue();
        assertThat(webhook().health()).isEqualTo(Health.FINE);
    }

    @Test
    void fewFailuresSwitchNothingOffHoweverLongTheyLast() throws Exception {
        failedSince(START, 18);
        write(failed(START.plus(DAY.multipliedBy(29))));
        assertThat(webhook().setup().enabled()).isTrue();
        assertThat(told()).isEmpty();

        write(failed(START.plus(DAY.multipliedBy(29)).plusMillis(1)));
        assertThat(webhook().setup().enabled()).isFalse();
        assertThat(told()).containsExactly("webhook.disabled");
    }

    @Test
    void silenceSwitchesNothingOff() throws Exception {
        failedSince(START, 100);
        clock.now = START.plus(DAY.multipliedBy(20));
        create("wh_other");
        write(attempt("wh_other", clock.now, 1, Outcome.RETRY, Trigger.SCHEDULE));
        assertThat(webhook().setup().enabled()).isTrue();
        assertThat(webhook().health().failures()).isEqualTo(100);
    }

    @Test
    void whatIsReadAgainCountsOnce() throws Exception {
        LogEntry first = failed(START);
        write(first);
        LogEntry second = failed(START.plusMillis(1));
        write(again(first), second, again(second));
        write(again(first), again(second));
        assertThat(webhook().health()).isEqualTo(new Health(START, 2, null));

        LogEntry success = delivered(START.plusMillis(2));
        write(success);
        write(failed(START.plusMillis(3)));
        write(again(success), again(first));
        assertThat(webhook().health()).isEqualTo(new Health(START.plusMillis(3), 1, null));
    }

    @Test
    void aDeliveryFromBeforeTheLastSuccessDoesNotMakeItFailAgain() throws Exception {
        LogEntry early = failed(START);
        write(early, delivered(START.plusMillis(10)));
        write(retried(early, START.plusSeconds(60), 2));
        assertThat(webhook().health()).isEqualTo(Health.FINE);

        // Its first attempt hung while one that came after it was delivered.
        write(attempt(ID, START.plusMillis(5), 1, Outcome.RETRY, Trigger.SCHEDULE));
        assertThat(webhook().health()).isEqualTo(Health.FINE);

        LogEntry late = failed(START.plusSeconds(90));
        write(late, retried(early, START.plusSeconds(100), 3), retried(late, START.plusSeconds(150), 2));
        assertThat(webhook().health()).isEqualTo(new Health(START.plusSeconds(90), 3, null));
    }

    @Test
    void onlyAPostThatFailedOfOneThatWasNoTrialCounts() throws Exception {
        write(
                attempt(ID, START, 1, Outcome.POSTPONED, Trigger.SCHEDULE),
                attempt(ID, START, 1, Outcome.HELD, Trigger.SCHEDULE),
                attempt(ID, START, 1, Outcome.CANCELLED, Trigger.SCHEDULE),
                attempt(ID, START, 1, Outcome.FAILED, Trigger.TEST),
                unsendable(START));
        assertThat(webhook().health()).isEqualTo(Health.FINE);

        write(failed(START));
        write(attempt(ID, START.plusMillis(1), 1, Outcome.FAILED, Trigger.TEST));
        assertThat(webhook().health().failures()).isEqualTo(1);
        write(attempt(ID, START.plusMillis(2), 1, Outcome.DELIVERED, Trigger.TEST));
        assertThat(webhook().health()).isEqualTo(Health.FINE);
    }

    @Test
    void whoSwitchesItOnAgainStartsAnew() throws Exception {
        failedSince(START, 30);
        write(failed(START.plus(DAY.multipliedBy(5))));
        assertThat(webhook().setup().enabled()).isFalse();

        change(true, "https://example.com/hook");
        Instant again = clock.now.plusMillis(1);
        failedSince(again, 30);
        assertThat(webhook().health()).isEqualTo(new Health(again, 30, null));
        write(failed(again.plus(DAY.multipliedBy(5)).minusMillis(1)));
        assertThat(webhook().setup().enabled()).isTrue();
    }

    @Test
    void aWebhookThatWasChangedStartsAnewAndWhatFailedBeforeSaysNothingOfIt() throws Exception {
        failedSince(START, 30);
        LogEntry waiting = failed(START.plus(DAY.multipliedBy(4)));
        write(waiting);
        assertThat(told()).containsExactly("webhook.failing");
        change(true, "https://example.com/mended");
        assertThat(webhook().health()).isEqualTo(Health.FINE);

        // Begun before the change, and a retry of what began before it.
        write(failed(clock.now.minusMillis(1)), retried(waiting, clock.now.plusMillis(1), 2));
        assertThat(webhook().health()).isEqualTo(Health.FINE);
        write(failed(START.plus(DAY.multipliedBy(5))));
        assertThat(webhook().setup().enabled()).isTrue();
        assertThat(webhook().health().failures()).isEqualTo(1);

        write(delivered(START.plus(DAY.multipliedBy(5)).plusMillis(1)));
        assertThat(told()).containsExactly("webhook.failing", "webhook.recovered");
    }

    @Test
    void aLogThatLagsBehindSwitchesNothingOffUntilItKnowsTheEnd() throws Exception {
        failedSince(START, 30);
        Instant end = START.plus(DAY.multipliedBy(5));
        clock.now = end.plus(Duration.ofHours(1));
        append(failed(end));
        assertThat(webhook().setup().enabled()).isTrue();
        append(failed(clock.now));
        assertThat(webhook().setup().enabled()).isFalse();
    }

    @Test
    void failingAndRecoveredAreToldOnceEachAndWithoutSecrets() throws Exception {
        failedSince(START, 19);
        write(failed(START.plus(DAY).minusMillis(1)));
        assertThat(told()).isEmpty();
        write(failed(START.plus(DAY)), failed(START.plus(DAY).plusMillis(1)));
        write(failed(START.plus(DAY).plusMillis(2)));
        write(delivered(START.plus(DAY).plusMillis(3)));
        write(delivered(START.plus(DAY).plusMillis(4)), failed(START.plus(DAY).plusMillis(5)));

        assertThat(told()).containsExactly("webhook.failing", "webhook.recovered");
        JsonNode failing = bodies().getFirst();
        assertThat(failing.path("site_id").textValue()).isEqualTo(SITE);
        assertThat(failing.path("data").toString())
                .isEqualTo("{\"webhook_id\":\"wh_health\",\"url\":\"https://example.com/hook\","
                        + "\"reason\":\"All 22 attempts since 2026-05-12 13:04 UTC failed; the last error was: The endpoint"
                        + " answered 500.\",\"failing_since\":\"2026-05-12T13:04:00.000Z\",\"failed_attempts\":22,"
                        + "\"last_status_code\":500,\"last_error\":\"The endpoint answered 500.\"}");
        assertThat(bodies().getLast().path("data").toString())
                .isEqualTo("{\"webhook_id\":\"wh_health\",\"url\":\"https://example.com/hook\","
                        + "\"reason\":\"An attempt succeeded, after 23 that failed since 2026-05-12 13:04 UTC.\","
                        + "\"failing_since\":\"2026-05-12T13:04:00.000Z\",\"failed_attempts\":23,"
                        + "\"last_status_code\":200,\"last_error\":null}");
        assertThat(base.texts("SELECT key || ' ' || webhook_id FROM outbox")).containsOnly(SITE + " " + ID);
        assertThat(base.texts("SELECT DISTINCT event_id FROM outbox")).hasSize(2);
    }

    @Test
    void thatItIsOffComesBeforeWhatIsToldOfItAndBothAreCommittedWithTheAttempt() throws Exception {
        failedSince(START, 30);
        base.execute("DELETE FROM outbox");
        write(failed(START.plus(DAY.multipliedBy(5))));

        assertThat(base.texts("SELECT topic FROM outbox ORDER BY version"))
                .containsExactly(Topics.WEBHOOKS, Topics.OPERATIONS);
        JsonNode data = bodies().getLast().path("data");
        assertThat(data.path("cause").textValue()).isEqualTo("failures");
        assertThat(data.path("reason").textValue()).isEqualTo(webhook().disabledReason());
    }

    @Test
    void aStrangersAttemptSaysNothingNorOneOfAWebhookThatIsGone() throws Exception {
        UUID delivery = UUID.randomUUID();
        LogEntry stranger =
                attempt(delivery, "site_of_others", ID, START, START, 1, Outcome.RETRY, Trigger.SCHEDULE, 5L);
        write(stranger, attempt("wh_never_was", START, 1, Outcome.RETRY, Trigger.SCHEDULE));
        assertThat(base.text("SELECT count(*) FROM webhook_health")).isEqualTo("0");
    }

    @Test
    void aLogThatIsMadeAnewJudgesNothingTwice() throws Exception {
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(failed(START.plusMillis(i)));
        }
        all.add(failed(START.plus(DAY)));
        write(all.toArray(LogEntry[]::new));
        assertThat(told()).containsExactly("webhook.failing");
        Health before = webhook().health();

        int unused = writer.database.transaction(connection -> LogRebuild.empty(connection, Map.of(0, 0L)));
        assertThat(writer.log.hasMoved(Map.of(0, place))).isTrue();
        place = writer.log.places(Map.of(0, 0L)).getOrDefault(0, -1L);
        assertThat(place).isEqualTo(0);
        write(all.toArray(LogEntry[]::new));

        assertThat(told()).containsExactly("webhook.failing");
        assertThat(webhook().health()).isEqualTo(before);
        write(failed(START.plus(DAY).plusMillis(1)));
        assertThat(webhook().health().failures()).isEqualTo(before.failures() + 1);
    }

    /** So many first attempts failed, a millisecond apart. */
    private void failedSince(Instant first, int attempts) throws Exception {
        List<LogEntry> batch = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            batch.add(failed(first.plusMillis(i)));
        }
        write(batch.toArray(LogEntry[]::new));
    }

    /** Written at the time of the latest of them. */
    private void write(LogEntry... batch) {
        for (LogEntry entry : batch) {
            Instant at =
                    Instant.ofEpochMilli(((LogEntry.OfAttempt) entry).attempt().atMillis());
            clock.now = at.isAfter(clock.now) ? at : clock.now;
        }
        append(batch);
    }

    private void append(LogEntry... batch) {
        Map<Integer, Long> from = Map.of(0, place);
        place += batch.length;
        assertThat(writer.log.write(Arrays.asList(batch), from, Map.of(0, place)))
                .isTrue();
    }

    private LogEntry failed(Instant at) {
        return attempt(ID, at, 1, Outcome.RETRY, Trigger.SCHEDULE);
    }

    private LogEntry delivered(Instant at) {
        return attempt(ID, at, 1, Outcome.DELIVERED, Trigger.SCHEDULE);
    }

    private LogEntry unsendable(Instant at) {
        return attempt(UUID.randomUUID(), SITE, ID, at, at, 1, Outcome.FAILED, Trigger.SCHEDULE, null);
    }

    private LogEntry attempt(String webhook, Instant at, int number, Outcome outcome, Trigger trigger) {
        Long duration = outcome.posted() ? 5L : null;
        return attempt(UUID.randomUUID(), SITE, webhook, at, at, number, outcome, trigger, duration);
    }

    private LogEntry retried(LogEntry earlier, Instant at, int number) {
        Attempt attempt = ((LogEntry.OfAttempt) earlier).attempt();
        Instant created = Instant.ofEpochMilli(attempt.createdAtMillis());
        return attempt(attempt.deliveryId(), SITE, ID, created, at, number, Outcome.RETRY, Trigger.SCHEDULE, 5L);
    }

    private LogEntry again(LogEntry earlier) {
        return entry(((LogEntry.OfAttempt) earlier).attempt());
    }

    private LogEntry attempt(
            UUID delivery,
            String site,
            String webhook,
            Instant created,
            Instant at,
            int number,
            Outcome outcome,
            Trigger trigger,
            @Nullable Long duration) {
        boolean delivered = outcome == Outcome.DELIVERED;
        return entry(new Attempt(
                delivery,
                webhook,
                site,
                "message.created",
                new EventRef(Topics.EVENTS, 0, 0),
                created.toEpochMilli(),
                number,
                trigger,
                at.toEpochMilli(),
                outcome,
                delivered ? 200 : 500,
                duration,
                "",
                delivered ? null : "status",
                delivered ? null : "The endpoint answered 500.",
                null,
                null));
    }

    private LogEntry entry(Attempt attempt) {
        return LogEntry.of(new ConsumerRecord<>(Topics.ATTEMPTS, 0, offset++, new byte[0], AttemptJson.write(attempt)));
    }

    private void change(boolean enabled, String url) {
        clock.now = clock.now.plus(Duration.ofHours(1));
        var unused = writer.webhooks.change(
                SITE,
                ID,
                before -> before.with(new WebhookSetup(
                        url,
                        before.setup().events(),
                        null,
                        enabled,
                        before.setup().limits())));
    }

    private StoredWebhook webhook() {
        return writer.webhooks.find(SITE, ID).orElseThrow();
    }

    private List<JsonNode> bodies() throws Exception {
        List<JsonNode> bodies = new ArrayList<>();
        for (String body : base.texts("SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = '"
                + Topics.OPERATIONS + "' ORDER BY version")) {
            bodies.add(new JsonMapper().readTree(body.getBytes(UTF_8)));
        }
        return bodies;
    }

    private List<String> told() throws Exception {
        return bodies().stream().map(body -> body.path("event").textValue()).toList();
    }
}
