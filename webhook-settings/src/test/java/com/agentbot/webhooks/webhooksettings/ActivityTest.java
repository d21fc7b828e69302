package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log tells at a glance: the last day hour by hour, what comes next, and what got which answer. */
class ActivityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger SITES = new AtomicInteger();

    private static Engines engines;
    private static RunningSettings settings;

    private final long now = System.currentTimeMillis();
    private String site = "";
    private String webhook = "";

    @BeforeAll
    static void start() throws Exception {
        engines = Engines.shared();
        settings = RunningSettings.start(Map.of());
    }

    @AfterAll
    static void stop() {
        settings.close();
    }

    @BeforeEach
    void make() throws Exception {
        site = "site_activity_" + SITES.incrementAndGet();
        webhook = settings.createWebhook(site).field("id");
    }

    private String write(long at, Outcome outcome, @Nullable Integer status, @Nullable Long next) throws Exception {
        UUID id = UUID.randomUUID();
        Attempt attempt = new Attempt(
                id,
                webhook,
                site,
                "message.created",
                new EventRef(Topics.EVENTS, 0, 1_000_000),
                at,
                1,
                Trigger.SCHEDULE,
                at,
                outcome,
                status,
                outcome.posted() ? 5L : null,
                status == null ? null : "answer",
                outcome == Outcome.DELIVERED ? null : "status",
                outcome == Outcome.DELIVERED ? null : "No.",
                next,
                1L);
        var unused = engines.write(Topics.ATTEMPTS, webhook, new String(AttemptJson.write(attempt), UTF_8));
        return id.toString();
    }

    private JsonNode deliveries(String query) throws Exception {
        return settings.get("/v1/sites/" + site + "/webhooks/" + webhook + "/deliveries" + query)
                .expect(200)
                .json();
    }

    private void awaitLogged(int number) {
        await().atMost(PATIENCE).until(() -> deliveries("").path("deliveries").size() == number);
    }

    private static List<Integer> numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::intValue)
                .toList();
    }

    @Test
    void theLastDayIsToldHourByHourAndWhenTheNextRetryIsDue() throws Exception {
        long hour = Duration.ofHours(1).toMillis();
        write(now, Outcome.DELIVERED, 200, null);
        write(now, Outcome.DELIVERED, 200, null);
        write(now - 3 * hour, Outcome.DELIVERED, 200, null);
        write(now - 3 * hour, Outcome.RETRY, 500, now + 600_000);
        write(now - 3 * hour, Outcome.RETRY, null, now + 300_000);
        write(now - 30 * hour, Outcome.FAILED, 500, null);
        // No POST was made.
        write(now, Outcome.HELD, null, null);
        awaitLogged(7);
        String quiet = settings.createWebhook(site).field("id");

        JsonNode activity =
                settings.get("/v1/sites/" + site + "/activity").expect(200).json();

        Instant since = Instant.parse(activity.path("since").textValue());
        assertThat(since).isEqualTo(Instant.now().truncatedTo(ChronoUnit.HOURS).minus(24, ChronoUnit.HOURS));
        assertThat(activity.path("next").isNull()).isTrue();
        assertThat(activity.path("webhooks").findValuesAsText("webhook_id"))
                .containsExactly(webhook)
                .doesNotContain(quiet);
        JsonNode told = activity.path("webhooks").path(0);
        List<Integer> delivered = numbers(told.path("delivered"));
        assertThat(delivered).hasSize(25);
        assertThat(delivered.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
        int three = (int)
                Duration.between(since, Instant.ofEpochMilli(now - 3 * hour)).toHours();
        assertThat(delivered.get(three)).isEqualTo(1);
        assertThat(numbers(told.path("failed")).get(three)).isEqualTo(2);
        assertThat(numbers(told.path("failed")).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(2);
        assertThat(Instant.parse(told.path("next_attempt_at").textValue()).toEpochMilli())
                .isEqualTo(now + 300_000);
        assertThat(settings.get("/v1/sites/site_with_nothing/activity")
                        .expect(200)
                        .json()
                        .path("webhooks"))
                .isEmpty();
    }

    @Test
    void deliveriesAreFoundByTheAnswerTheyGot() throws Exception {
        String unavailable = write(now, Outcome.RETRY, 503, now + 60_000);
        String broken = write(now - 1, Outcome.FAILED, 500, null);
        String silent = write(now - 2, Outcome.RETRY, null, now + 60_000);
        String held = write(now - 3, Outcome.HELD, null, null);
        String fine = write(now - 4, Outcome.DELIVERED, 204, null);
        awaitLogged(5);

        assertThat(found("?status_code=503")).containsExactly(unavailable);
        assertThat(found("?status_code=5xx")).containsExactly(unavailable, broken);
        assertThat(found("?status_code=5xx&status=failed")).containsExactly(broken);
        assertThat(found("?status_code=none")).containsExactly(silent).doesNotContain(held);
        assertThat(found("?status_code=2xx&status=delivered")).containsExactly(fine);
        assertThat(found("?status_code=404")).isEmpty();
        for (String wrong : List.of("6xx", "5x", "xxx", "99", "1000", "None", "503&status_code=500")) {
            settings.get("/v1/sites/" + site + "/webhooks/" + webhook + "/deliveries?status_code=" + wrong)
                    .expectProblem(400, "status_code");
        }
        settings.get("/v1/sites/" + site + "/dead-letters?status_code=503").expectProblem(400, "status_code");
    }

    private List<String> found(String query) throws Exception {
        return deliveries(query).path("deliveries").findValuesAsText("id");
    }

    @Test
    void aFilterThatFitsLittleIsAnsweredInPartsUntilTheEnd() throws Exception {
        settings.database.execute("""
                INSERT INTO deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count,
                  last_number, last_status_code)
                SELECT gen_random_uuid(), now() - n * interval '1 second', '%s', '%s',
                  CASE WHEN n %% 4000 = 3999 THEN 'ticket.created' ELSE 'message.created' END,
                  'agentbot.events-0-0', 'delivered', 1, 1, 200
                FROM generate_series(1, 10001) AS n
                """.formatted(webhook, site));

        List<Integer> sizes = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = deliveries("?event=ticket.created" + cursor);
            sizes.add(page.path("deliveries").size());
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + page.path("next").textValue();
        } while (!cursor.isEmpty());
        assertThat(sizes).containsExactly(0, 1, 0, 1, 0, 0);

        assertThat(deliveries("?limit=200").path("deliveries")).hasSize(200);
        assertThat(found("?event=message.created&limit=1")).hasSize(1);
    }
}
