package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that answers 410 has its webhook switched off, once, and its owner can switch it on again. */
class GoneEndpointTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger SITES = new AtomicInteger();

    private static Engines engines;
    private static RunningSettings settings;

    private String site = "";
    private String webhook = "";
    private String path = "";

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
        site = "site_gone_" + SITES.incrementAndGet();
        webhook = settings.createWebhook(site).field("id");
        path = "/v1/sites/" + site + "/webhooks/" + webhook;
    }

    @Test
    void itsWebhookIsOffWithTheReasonForOwnerAndPipelineAndTheDeliveryIsHeld() throws Exception {
        UUID delivery = answeredGone(webhook, newestVersion());

        JsonNode off = awaitOff();
        assertThat(off.path("disabled_reason").textValue()).contains("410");
        ConsumerRecord<String, byte[]> published = published();
        Webhook seen = WebhookJson.read(published.value());
        assertThat(seen.enabled()).isFalse();
        assertThat(seen.disabledReason()).contains("410");
        JsonNode held = settings.get("/v1/sites/" + site + "/deliveries/" + delivery)
                .expect(200)
                .json();
        assertThat(held.path("status").textValue()).isEqualTo("held");
        assertThat(held.path("attempt_count").intValue()).isEqualTo(1);
        assertThat(held.path("last_status_code").intValue()).isEqualTo(410);
    }

    @Test
    void itsOwnerSwitchesItOnAgainAndAnOlderAnswerDoesNotUndoThat() throws Exception {
        long version = newestVersion();
        answeredGone(webhook, version);
        awaitOff();

        JsonNode on = settings.patch(path, "{\"enabled\": true}").expect(200).json();
        assertThat(on.path("enabled").booleanValue()).isTrue();
        assertThat(on.path("disabled_reason").isNull()).isTrue();

        answeredGone(webhook, version);
        answeredGone(webhook, version);
        String other = settings.createWebhook(site).field("id");
        answeredGone(other, Long.MAX_VALUE);
        await().atMost(PATIENCE)
                .until(() -> !settings.get("/v1/sites/" + site + "/webhooks/" + other)
                        .expect(200)
                        .json()
                        .path("enabled")
                        .booleanValue());
        assertThat(settings.get(path).expect(200).json().path("enabled").booleanValue())
                .isTrue();
    }

    @Test
    void onlyAWebhookOfTheSameSiteIsMeant() throws Exception {
        String own = site;
        site = "site_gone_stranger";
        UUID delivery = answeredGone(webhook, Long.MAX_VALUE);
        await().atMost(PATIENCE)
                .until(() -> settings.get("/v1/sites/" + site + "/deliveries/" + delivery)
                                .status()
                        == 200);

        assertThat(settings.get("/v1/sites/" + own + "/webhooks/" + webhook)
                        .expect(200)
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isTrue();
    }

    private UUID answeredGone(String webhookId, long version) throws Exception {
        long now = System.currentTimeMillis();
        Attempt attempt = new Attempt(
                UUID.randomUUID(),
                webhookId,
                site,
                "message.created",
                new EventRef(Topics.EVENTS, 0, 1_000_000),
                now,
                1,
                Trigger.SCHEDULE,
                now,
                Outcome.GONE,
                410,
                12L,
                "",
                "gone",
                "The endpoint answered 410: it wants no more deliveries.",
                null,
                version);
        var unused = engines.write(
                Topics.ATTEMPTS, webhookId, new String(AttemptJson.write(attempt), StandardCharsets.UTF_8));
        return attempt.deliveryId();
    }

    private JsonNode awaitOff() {
        return await().atMost(PATIENCE)
                .until(
                        () -> settings.get(path).expect(200).json(),
                        found -> !found.path("enabled").booleanValue());
    }

    private long newestVersion() throws Exception {
        return WebhookJson.version(published().headers());
    }

    private ConsumerRecord<String, byte[]> published() {
        String key = site + "/" + webhook;
        return engines.read(Topics.WEBHOOKS).stream()
                .filter(record -> record.key().equals(key))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
