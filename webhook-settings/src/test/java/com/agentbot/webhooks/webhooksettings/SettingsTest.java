package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void eachSettingHasItsDefault() throws Exception {
        Settings settings = Settings.read(new Environment(Map.of("SECRET_KEYS", RunningSettings.SECRET_KEYS)));

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().bodyBytes()).isEqualTo(64 << 10);
        assertThat(settings.database())
                .isEqualTo(new Settings.Database(
                        "jdbc:postgresql://127.0.0.1:5432/webhooks",
                        "webhooks",
                        "",
                        10,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60)));
        assertThat(settings.outbox())
                .isEqualTo(new Settings.Outbox(
                        Duration.ofMillis(200),
                        500,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100)));
        assertThat(settings.log())
                .isEqualTo(new Settings.Log(
                        Duration.ofDays(30), 5_000, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofDays(7)));
        assertThat(settings.health())
                .isEqualTo(new HealthRules(Duration.ofDays(1), Duration.ofDays(5), 20, Duration.ofMinutes(15)));
        assertThat(settings.bodies()).isEqualTo(new Settings.Bodies(4, Duration.ofSeconds(5)));
        assertThat(settings.rules().allowHttp()).isFalse();
        assertThat(settings.rules().webhooksPerSite()).isEqualTo(100);
        assertThat(settings.rules().testsPerMinute()).isEqualTo(60);
        assertThat(settings.rules().resendsPerMinute()).isEqualTo(600);
        assertThat(settings.replays()).isEqualTo(new Settings.Replays(100, 1_000, Duration.ofSeconds(1)));
        assertThat(settings.rules().maxBodyBytes()).isEqualTo(102_400);
        assertThat(settings.urlChecks()).isEqualTo(new Settings.UrlChecks(4, Duration.ofSeconds(2)));
        assertThat(settings.sessions().length()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.limits()).isEqualTo(new Limits(1_200, 120_000, 60, List.of(), 100));
        assertThat(settings.jwt()).isNull();
        assertThat(settings.frameAncestors().policy()).isEqualTo("'none'");
        assertThat(settings.kafka()).isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092"));
        assertThat(settings.bootstrapToken()).isNull();
        assertThat(settings.stopWait()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void eachWrongSettingIsNamed() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("SETTINGS_PORT", "65536"),
                Map.entry("SETTINGS_BODY_BYTES", "64"),
                Map.entry("SETTINGS_IDLE", "0s"),
                Map.entry("DATABASE_URL", "jdbc:postgresql://127.0.0.1:none/webhooks"),
                Map.entry("DATABASE_CONNECTIONS", "1"),
                Map.entry("DATABASE_WAIT", "3"),
                Map.entry("DATABASE_STATEMENT_WAIT", "x"),
                Map.entry("DATABASE_START_WAIT", "-1s"),
                Map.entry("OUTBOX_POLL", "0ms"),
                Map.entry("OUTBOX_BATCH", "0"),
                Map.entry("OUTBOX_RETRY", "soon"),
                Map.entry("PUBLISH_WAIT", "5"),
                Map.entry("SETTLE_TIME", "100"),
                Map.entry("LOG_RETENTION", "month"),
                Map.entry("LOG_BATCH", "50001"),
                Map.entry("LOG_RETRY", "1"),
                Map.entry("LOG_UPKEEP", "1"),
                Map.entry("HEALTH_TELL_AFTER", "1"),
                Map.entry("HEALTH_DISABLE_AFTER", "never"),
                Map.entry("HEALTH_ATTEMPTS", "0"),
                Map.entry("HEALTH_DELAY", "0s"),
                Map.entry("TOPIC_OUTAGE", "week"),
                Map.entry("BODY_READERS", "0"),
                Map.entry("BODY_WAIT", "5"),
                Map.entry("ALLOW_HTTP", "yes"),
                Map.entry("ALLOWED_ADDRESSES", "localhost"),
                Map.entry("WEBHOOKS_PER_SITE", "0"),
                Map.entry("TESTS_PER_MINUTE", "0"),
                Map.entry("RESENDS_PER_MINUTE", "0"),
                Map.entry("REPLAY_PER_SECOND", "0"),
                Map.entry("REPLAY_PER_SECOND_AT_MOST", "0"),
                Map.entry("REPLAY_RETRY", "1"),
                Map.entry("MAX_BODY_BYTES", "100k"),
                Map.entry("URL_CHECK_LOOKUPS", "0"),
                Map.entry("URL_CHECK_WAIT", "2"),
                Map.entry("SETTINGS_SESSION_LENGTH", "12"),
                Map.entry("REQUESTS_PER_MINUTE", "0"),
                Map.entry("OPERATOR_REQUESTS_PER_MINUTE", "0"),
                Map.entry("FAILED_SIGN_INS_PER_MINUTE", "0"),
                Map.entry("TRUSTED_PROXIES", "proxy.internal"),
                Map.entry("TOKENS_PER_SITE", "0"),
                Map.entry("JWKS_URL", "http://auth.example.com/jwks.json"),
                Map.entry("JWKS_WAIT", "3"),
                Map.entry("JWKS_REFRESH", "often"),
                Map.entry("JWKS_OUTAGE", "0s"),
                Map.entry("FRAME_ANCESTORS", "*"),
                Map.entry("SECRET_KEYS", "short"),
                Map.entry("BOOTSTRAP_TOKEN", "short"),
                Map.entry("SETTINGS_STOP_WAIT", "10"));

        assertThatThrownBy(() -> Settings.read(new Environment(wrong)))
                .isInstanceOf(StartFailure.class)
                .satisfies(failure ->
                        assertThat(String.valueOf(failure.getMessage())).contains(wrong.keySet()));
    }

    @Test
    void jwtsNeedAllThreeOfTheirSettingsOrNone() throws Exception {
        Map<String, String> all = Map.of(
                "JWKS_URL", "https://auth.example.com/jwks.json",
                "JWT_ISSUER", "https://auth.example.com/",
                "JWT_AUDIENCE", "webhooks");
        JwtTrust trust = read(all).jwt();
        assertThat(trust)
                .isEqualTo(new JwtTrust(
                        URI.create("https://auth.example.com/jwks.json").toURL(),
                        "https://auth.example.com/",
                        "webhooks",
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(5),
                        Duration.ofDays(1)));
        for (String missing : all.keySet()) {
            Map<String, String> two = new HashMap<>(all);
            two.remove(missing);
            assertThatThrownBy(() -> read(two))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(missing + " is not set");
        }
        for (String wrong : List.of(
                "auth.example.com",
                "ftp://auth.example.com/",
                "https://",
                "http://10.0.0.1/jwks",
                "https://me:pw@a.b/")) {
            Map<String, String> odd = new HashMap<>(all);
            odd.put("JWKS_URL", wrong);
            assertThatThrownBy(() -> read(odd))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("JWKS_URL=" + wrong + " is wrong");
        }
    }

    private static Settings read(Map<String, String> variables) throws StartFailure {
        Map<String, String> all = new HashMap<>(variables);
        all.put("SECRET_KEYS", RunningSettings.SECRET_KEYS);
        return Settings.read(new Environment(all));
    }

    @Test
    void withoutKeysForSecretsThereIsNoStart() {
        assertThatThrownBy(() -> Settings.read(new Environment(Map.of())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("SECRET_KEYS is not set");
    }
}
