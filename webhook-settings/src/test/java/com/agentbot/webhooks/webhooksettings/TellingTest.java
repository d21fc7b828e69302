package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the attempts topic to what is told on the operations topic, and to what the owner sees meanwhile. */
class TellingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WEBHOOKS = "/v1/sites/site_told/webhooks";

    private Engines engines;
    private RunningSettings settings;
    private String webhook = "";
    private long begin;

    @BeforeEach
    void start() throws Exception {
        engines = Engines.shared();
        settings = RunningSettings.start(Map.of(
                "HEALTH_TELL_AFTER", "1s", "HEALTH_DISABLE_AFTER", "10s", "HEALTH_ATTEMPTS", "2", "OUTBOX_BATCH", "1"));
        webhook = settings.createWebhook("site_told").field("id");
        begin = System.currentTimeMillis() + 1;
    }

    @AfterEach
    void stop() {
        settings.close();
    }

    @Test
    void eachIsToldInItsTurnAndTheOwnerSeesItToo() throws Exception {
        attempt(0, Outcome.RETRY);
        attempt(1_000, Outcome.RETRY);
        JsonNode failing = await().atMost(PATIENCE)
                .until(this::shown, shown -> shown.path("failed_attempts").intValue() == 2);
        assertThat(failing.path("failing_since").textValue()).isEqualTo(Times.text(Instant.ofEpochMilli(begin)));
        assertThat(settings.get(WEBHOOKS).expect(200).json().path("webhooks").path(0))
                .isEqualTo(failing);

        attempt(2_000, Outcome.DELIVERED);
        JsonNode fine = await().atMost(PATIENCE)
                .until(this::shown, shown -> shown.path("failed_attempts").intValue() == 0);
        assertThat(fine.path("failing_since").isNull()).isTrue();

        attempt(3_000, Outcome.RETRY);
        attempt(13_000, Outcome.RETRY);
        JsonNode off = await().atMost(PATIENCE)
                .until(this::shown, shown -> !shown.path("enabled").booleanValue());
        assertThat(off.path("disabled_reason").textValue())
                .startsWith("Switched off automatically: all 2 attempts since");
        assertThat(off.path("failed_attempts").intValue()).isZero();

        await().atMost(PATIENCE).until(() -> told().size() == 3);
        assertThat(told())
                .extracting(TellingTest::type)
                .containsExactly("webhook.failing", "webhook.recovered", "webhook.disabled");
        assertThat(told().stream().map(record -> header(record, "id"))).doesNotHaveDuplicates();
        EventReader reader = new EventReader(EventTypes.load(EventType.Kind.OPERATIONAL), 102_400);
        for (ConsumerRecord<String, byte[]> record : told()) {
            assertThat(record.key()).isEqualTo("site_told");
            assertThat(reader.read(record.value()).body()).isEqualTo(record.value());
        }
    }

    @Test
    void whatWasPublishedAndNotYetCrossedOffIsPublishedAgainUnderTheSameId() throws Exception {
        settings.database.execute("""
                CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''the process falls here''; END';
                CREATE TRIGGER fall BEFORE DELETE ON outbox EXECUTE FUNCTION fall();
                """);
        attempt(0, Outcome.RETRY);
        attempt(1_000, Outcome.RETRY);
        await().atMost(PATIENCE).until(() -> told().size() >= 2);
        settings.database.execute("DROP TRIGGER fall ON outbox");
        await().atMost(PATIENCE)
                .until(() ->
                        settings.database.text("SELECT count(*) FROM outbox").equals("0"));

        assertThat(told().stream().map(record -> header(record, "id")).distinct())
                .hasSize(1);
    }

    @Test
    void anEndpointThatIsGoneIsToldWithItsCause() throws Exception {
        attempt(0, Outcome.RETRY);
        attempt(500, Outcome.GONE);
        await().atMost(PATIENCE).until(() -> told().size() == 1);

        JsonNode data = new JsonMapper().readTree(told().getFirst().value()).path("data");
        assertThat(type(told().getFirst())).isEqualTo("webhook.disabled");
        assertThat(data.path("cause").textValue()).isEqualTo("gone");
        assertThat(data.path("reason").textValue()).contains("410");
        assertThat(data.path("failed_attempts").intValue()).isEqualTo(1);
        assertThat(data.path("last_status_code").intValue()).isEqualTo(410);
    }

    private JsonNode shown() throws Exception {
        return settings.get(WEBHOOKS + "/" + webhook).expect(200).json();
    }

    private void attempt(long afterMillis, Outcome outcome) throws Exception {
        boolean delivered = outcome == Outcome.DELIVERED;
        boolean gone = outcome == Outcome.GONE;
        long at = begin + afterMillis;
        Attempt attempt = new Attempt(
                UUID.randomUUID(),
                webhook,
                "site_told",
                "message.created",
                new EventRef(Topics.EVENTS, 0, 1_000_000),
                at,
                1,
                Trigger.SCHEDULE,
                at,
                outcome,
                delivered ? 200 : gone ? 410 : 500,
                12L,
                "",
                delivered ? null : "status",
                delivered ? null : "It failed.",
                null,
                gone ? Long.valueOf(Long.MAX_VALUE) : null);
        var unused = engines.write(Topics.ATTEMPTS, webhook, new String(AttemptJson.write(attempt), UTF_8));
    }

    private List<ConsumerRecord<String, byte[]>> told() {
        return engines.read(Topics.OPERATIONS).stream()
                .filter(record -> record.headers().lastHeader("id") != null)
                .filter(record -> header(record, DeliveryHeaders.WEBHOOK_ID).equals(webhook))
                .toList();
    }

    private static String type(ConsumerRecord<String, byte[]> record) {
        String body = new String(record.value(), UTF_8);
        return body.replaceAll("^\\{\"event\":\"([a-z.]+)\".*$", "$1");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
