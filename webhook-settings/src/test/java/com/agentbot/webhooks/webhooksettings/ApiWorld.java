package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A service with something of everything in it, and one without a broker, that calls by the API's description are made to. */
final class ApiWorld implements AutoCloseable {
    static final String READING = "a-token-that-reads-" + System.nanoTime();
    static final String OF_ANOTHER_SITE = "a-token-of-another-site-" + System.nanoTime();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final Engines engines = Engines.shared();
    final RunningSettings settings;
    final RunningSettings brokerless;
    /** Has the first one's database, and lets nobody ask twice in a minute. */
    final RunningSettings strict;

    private final JwtIssuer issuer = new JwtIssuer();
    private final ECKey key;
    final String site = "site_of_the_document";

    ApiWorld() throws Exception {
        key = JwtIssuer.ec("of the world");
        issuer.shown = List.of(key);
        Map<String, String> more = new HashMap<>(issuer.settings());
        more.put("WEBHOOKS_PER_SITE", "2000");
        more.put("DATABASE_WAIT", "250ms");
        settings = RunningSettings.start(more);
        strict = new RunningSettings(
                engines, settings.database, Map.of("REQUESTS_PER_MINUTE", "1", "OPERATOR_REQUESTS_PER_MINUTE", "1"));
        brokerless = new RunningSettings(
                engines,
                engines.newDatabase(),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "KAFKA_MAX_BLOCK_MS", "100",
                        "SETTINGS_STOP_WAIT", "1s",
                        "PUBLISH_WAIT", "50ms"));
        addToken(OF_ANOTHER_SITE, "'site_of_others'", "write");
        addToken(READING, "NULL", "read");
    }

    private void addToken(String text, String siteId, String scope) throws Exception {
        settings.database.execute("INSERT INTO tokens (hash, site_id, scope) VALUES ('\\x" + Sha256.hex(text) + "', "
                + siteId + ", '" + scope + "')");
    }

    /** A JWT that is good, but for something else. */
    String powerless() throws Exception {
        return JwtIssuer.sign(
                key,
                JWSAlgorithm.ES256,
                JwtIssuer.claims(site).claim("scope", "orders:read").build());
    }

    /** A good call, with what it is about made for it. */
    ApiCall call(Operation operation) {
        return new ApiCall(this, operation);
    }

    /** A site that nothing was done in yet. */
    String freshSite() {
        return "site_" + NUMBERS.incrementAndGet();
    }

    String webhook(RunningSettings service, String ofSite) throws Exception {
        return service.createWebhook(ofSite).field("id");
    }

    /** A delivery whose event lies in Kafka and whose only attempt succeeded, as the log knows it. */
    String delivery(String ofSite, String webhook) throws Exception {
        RecordMetadata event = engines.write(Topics.EVENTS, ofSite, """
                {"event":"message.created","timestamp":"2026-05-17T12:34:56Z","site_id":"%s","data":{}}""".formatted(ofSite));
        return delivery(
                ofSite, webhook, event.topic() + "-" + event.partition() + "-" + event.offset(), event.timestamp());
    }

    /** The same, of an event that Kafka has no more. */
    String deliveryWithoutEvent(String ofSite, String webhook) throws Exception {
        return delivery(ofSite, webhook, Topics.EVENTS + "-0-999999", System.currentTimeMillis());
    }

    private String delivery(String ofSite, String webhook, String event, long createdAt) throws Exception {
        String id = UUID.randomUUID().toString();
        String version = settings.database.text("SELECT version FROM webhooks WHERE id = '" + webhook + "'");
        var unused = engines.write(Topics.ATTEMPTS, webhook, """
                {"delivery_id":"%s","webhook_id":"%s","site_id":"%s","event":"message.created","event_ref":"%s",
                "created_at":%d,"number":1,"trigger":"schedule","at":%d,"outcome":"delivered","status_code":200,
                "response_body":"ok","duration_ms":5,"webhook_version":%s}
                """.formatted(
                        id, webhook, ofSite, event, createdAt, System.currentTimeMillis(), version));
        String path = "/v1/sites/" + ofSite + "/deliveries/" + id;
        await().atMost(PATIENCE).until(() -> settings.get(path).status() == 200);
        return id;
    }

    /** A replay that stays under way, since there is no broker to read from. */
    Answer replayUnderWay(String ofSite, String webhook, String wish) throws Exception {
        return brokerless.post("/v1/sites/" + ofSite + "/webhooks/" + webhook + "/replay", wish);
    }

    /** A replay that is done. */
    String replayDone(String ofSite, String webhook) throws Exception {
        String id = settings.post("/v1/sites/" + ofSite + "/webhooks/" + webhook + "/replay", """
                {"since": "2026-05-17T00:00:00Z", "which": "failed"}""")
                .expect(202)
                .field("id");
        String path = "/v1/sites/" + ofSite + "/replays/" + id;
        JsonNode ended = await().atMost(PATIENCE)
                .until(
                        () -> settings.get(path).json(),
                        found -> found.path("state").asText().equals("done"));
        assertThat(ended.path("finished_at").isTextual()).isTrue();
        return id;
    }

    /** The page's cookie. */
    String session() throws Exception {
        return settings.send(
                        "POST",
                        "/session",
                        "{\"token\": \"" + RunningSettings.TOKEN + "\"}",
                        Map.of("X-Agentbot-Page", "1"))
                .expect(200)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
    }

    @Override
    public void close() {
        settings.close();
        brokerless.close();
        strict.close();
        issuer.close();
    }
}
