package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
    private static final String OLD = SecretCipher.newKey("old");
    private static final String NEW = SecretCipher.newKey("new");
    private static final String BOTH = NEW + "," + OLD;
    /** More than one batch. */
    private static final int WEBHOOKS = 120;

    @SuppressWarnings("NullAway.Init")
    private Engines engines;

    @SuppressWarnings("NullAway.Init")
    private Engines.Base database;

    private String said = "";

    @BeforeEach
    void start() throws Exception {
        engines = Engines.shared();
        database = engines.newDatabase();
    }

    private RunningSettings settings(String keys) throws Exception {
        return new RunningSettings(
                engines, database, Map.of("SECRET_KEYS", keys, "WEBHOOKS_PER_SITE", "1000", "PUBLISH_WAIT", "20s"));
    }

    private int rotate(String keys, String... arguments) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = KeyRotation.run(
                List.of(arguments),
                RunningSettings.environment(engines, database, Map.of("SECRET_KEYS", keys)),
                new PrintStream(out, true, UTF_8));
        said = out.toString(UTF_8);
        return code;
    }

    /** What a worker that starts now knows of a site's webhooks in the end, by id; null for one that was deleted. */
    private Map<String, @Nullable Webhook> read(String site) throws Exception {
        Map<String, @Nullable Webhook> latest = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : engines.read(Topics.WEBHOOKS)) {
            if (record.key().startsWith(site + "/")) {
                latest.put(
                        record.key().substring(site.length() + 1),
                        record.value() == null ? null : WebhookJson.read(record.value()));
            }
        }
        return latest;
    }

    private static List<String> opened(Webhook webhook, String keys) throws Exception {
        SecretCipher cipher = SecretCipher.parse(keys);
        List<String> secrets = new ArrayList<>();
        for (SealedSecret secret : webhook.secrets()) {
            secrets.add(cipher.open(webhook.id(), secret));
        }
        return secrets;
    }

    @Test
    void afterwardsAWorkerWithTheNewKeyAloneOpensEverySecret() throws Exception {
        String site = "site_keys";
        Map<String, List<String>> secrets = new HashMap<>();
        String deleted;
        try (RunningSettings before = settings(OLD)) {
            for (int i = 0; i < WEBHOOKS; i++) {
                RunningSettings.Answer made = before.createWebhook(site);
                List<String> its = new ArrayList<>(List.of(made.field("secret")));
                if (i % 4 == 0) {
                    its.add(before.post(path(site, made.field("id")) + "/secret/rotate", "")
                            .expect(200)
                            .field("secret"));
                }
                secrets.put(made.field("id"), its);
            }
            deleted = secrets.keySet().iterator().next();
            secrets.remove(deleted);
            before.delete(path(site, deleted)).expect(204);
        }
        String seenBefore =
                database.text("SELECT string_agg(w.updated_at || ' ' || w.secrets_version || ' ' || w.url_version"
                        + ", ',' ORDER BY w.id) FROM webhooks w");

        try (RunningSettings beside = settings(BOTH)) {
            assertThat(rotate(BOTH, "--check")).as(said).isEqualTo(1);
            assertThat(said).contains(": " + (WEBHOOKS - 1) + ".");
            assertThat(rotate(BOTH)).as(said).isZero();
            assertThat(said).contains(": " + (WEBHOOKS - 1) + ".");
            assertThat(rotate(NEW, "--check")).as(said).isZero();
            assertThat(beside.alive()).isTrue();
        }

        Map<String, @Nullable Webhook> known = read(site);
        assertThat(known).hasSize(WEBHOOKS).containsEntry(deleted, null);
        for (Map.Entry<String, List<String>> each : secrets.entrySet()) {
            Webhook webhook = Objects.requireNonNull(known.get(each.getKey()));
            assertThat(opened(webhook, NEW)).isEqualTo(each.getValue());
        }
        assertThat(database.text("SELECT string_agg(w.updated_at || ' ' || w.secrets_version || ' ' || w.url_version"
                        + ", ',' ORDER BY w.id) FROM webhooks w"))
                .as("nothing that its owner would call a change")
                .isEqualTo(seenBefore);
        assertThat(database.text("SELECT count(*) FROM webhooks WHERE 'old' = ANY(secret_key_ids)"))
                .isEqualTo("0");
    }

    @Test
    void changesThatAreMadeMeanwhileAreNotLost() throws Exception {
        String site = "site_meanwhile";
        List<String> ids = new ArrayList<>();
        try (RunningSettings settings = settings(OLD)) {
            for (int i = 0; i < 20; i++) {
                ids.add(settings.createWebhook(site).field("id"));
            }
        }
        try (RunningSettings settings = settings(BOTH)) {
            AtomicBoolean rotated = new AtomicBoolean();
            CompletableFuture<Integer> changes = CompletableFuture.supplyAsync(() -> {
                int round = 0;
                try {
                    while (!rotated.get() || round == 0) {
                        round++;
                        for (String id : ids) {
                            settings.patch(path(site, id), "{\"description\": \"round " + round + "\"}")
                                    .expect(200);
                        }
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return round;
            });
            assertThat(rotate(BOTH)).as(said).isZero();
            rotated.set(true);
            int rounds = changes.get();

            assertThat(database.texts("SELECT DISTINCT description FROM webhooks"))
                    .containsExactly("round " + rounds);
            assertThat(rotate(NEW, "--check")).as(said).isZero();
        }
        for (Webhook webhook : read(site).values()) {
            assertThat(opened(Objects.requireNonNull(webhook), NEW)).hasSize(1);
        }
    }

    @Test
    void aSecretThatDoesNotOpenIsNamedAndLeftAndTheOthersAreSealedAnew() throws Exception {
        String site = "site_foreign";
        String foreign;
        try (RunningSettings settings = settings(SecretCipher.newKey("lost"))) {
            foreign = settings.createWebhook(site).field("id");
        }
        try (RunningSettings settings = settings(OLD)) {
            settings.createWebhook(site);
        }
        String sealed = "SELECT sealed_secrets FROM webhooks WHERE id = '" + foreign + "'";
        String before = database.text(sealed);
        try (RunningSettings settings = settings(BOTH)) {
            assertThat(rotate(BOTH)).isEqualTo(1);
            assertThat(said).contains(foreign, "'lost'", "': 1. All others").doesNotContain("whsec_");
            assertThat(rotate(BOTH, "--check")).isEqualTo(1);
            assertThat(settings.alive()).isTrue();
        }
        assertThat(database.text(sealed)).isEqualTo(before);
        assertThat(database.text("SELECT count(*) FROM webhooks WHERE 'old' = ANY(secret_key_ids)"))
                .isEqualTo("0");
    }

    @Test
    void aFreshKeyIsOneThatCanBeUsed() throws Exception {
        assertThat(rotate(OLD, "--new-key", "k2")).isZero();
        assertThat(SecretCipher.parse(said.strip()).keyIds()).containsExactly("k2");
        assertThat(rotate(OLD, "--new-key", "no id")).isEqualTo(2);
        assertThat(rotate(OLD, "--bogus")).isEqualTo(2);
        assertThat(rotate("", "--check")).isEqualTo(2);
    }

    private static String path(String site, String id) {
        return "/v1/sites/" + site + "/webhooks/" + id;
    }
}
