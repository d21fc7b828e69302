package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database or the broker is not there, at the start or later. */
class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Engines engines;
    private Engines.Base database;

    @BeforeEach
    void make() throws Exception {
        engines = Engines.shared();
        database = engines.newDatabase();
    }

    private void startFails(Map<String, String> more, String... words) throws Exception {
        Environment environment = RunningSettings.environment(engines, database, more);
        Service service = WebhookSettings.assemble(environment, Metrics.forProcess(), new Service.Failures());
        assertThatThrownBy(service::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(words)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n", "Exception"));
    }

    @Test
    void withoutADatabaseAStartSaysWhichOneItLookedFor() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + nobody + "/webhooks";

        startFails(
                Map.of("DATABASE_URL", url + "?password=hush", "DATABASE_START_WAIT", "1s"),
                "DATABASE_URL=" + url + " ",
                "DATABASE_START_WAIT");
    }

    @Test
    void aDatabaseThatDoesNotKnowUsIsToldAtOnce() throws Exception {
        startFails(
                Map.of("DATABASE_URL", database.url + "_missing"),
                "DATABASE_URL=" + database.url + "_missing",
                "exist");
        startFails(Map.of("DATABASE_USER", "nobody_we_know"), "DATABASE_USER=nobody_we_know");
    }

    @Test
    void topicsThatForgetBeforeTheLogHasReadThemEndIt() throws Exception {
        Service.Failures failures = new Service.Failures();
        Environment environment = RunningSettings.environment(engines, database, Map.of("TOPIC_OUTAGE", "31d"));
        try (Service service = WebhookSettings.assemble(environment, Metrics.forProcess(), failures)) {
            service.start();
            await().atMost(PATIENCE).until(() -> failures.first() != null);
            assertThat(failures.first())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(
                            "agentbot.attempts keeps records for 30 d (retention.ms=2592000000); attempts must"
                                    + " survive an outage of 31 d: set retention.ms to at least 2678400000")
                    .hasMessageContaining("agentbot.events keeps records for 30 d");
        }
    }

    @Test
    void aDatabaseThatGoesAwayIsToldAndComesBackByItself() throws Exception {
        try (RunningSettings settings = new RunningSettings(engines, database, Map.of())) {
            String id = settings.createWebhook("site_outage").field("id");
            String path = "/v1/sites/site_outage/webhooks/" + id;
            String delivery = UUID.randomUUID().toString();
            engines.stopPostgres();
            try {
                settings.get(path).expectProblem(503, null);
                settings.patch(path, "{\"enabled\": false}").expectProblem(503, null);
                assertThat(settings.unready()).containsKey("webhook-settings/database");
                // Deliveries go on, and the log has to catch up.
                var unused = engines.write(Topics.ATTEMPTS, id, """
                        {"delivery_id":"%s","webhook_id":"%s","site_id":"site_outage","event":"message.created",
                        "event_ref":"agentbot.events-0-0","created_at":%d,"number":1,"trigger":"schedule","at":%d,
                        "outcome":"delivered","status_code":200,"duration_ms":5}
                        """.formatted(
                                delivery, id, System.currentTimeMillis(), System.currentTimeMillis()));
                await().atMost(PATIENCE)
                        .until(() -> settings.get(path)
                                        .json()
                                        .path("log_late_by_seconds")
                                        .doubleValue()
                                > 0.5);
            } finally {
                engines.startPostgres();
            }

            await().atMost(PATIENCE).until(() -> settings.get(path).status() == 200);
            assertThat(settings.get(path).json().path("enabled").booleanValue()).isTrue();
            settings.patch(path, "{\"enabled\": false}").expect(200);
            await().atMost(PATIENCE)
                    .until(() -> settings.get("/v1/sites/site_outage/deliveries/" + delivery)
                                    .status()
                            == 200);
            await().atMost(PATIENCE).until(() -> settings.unready().isEmpty());
            await().atMost(PATIENCE)
                    .until(() -> settings.get("/v1/delivery-log")
                            .field("late_by_seconds")
                            .equals("0.0"));
            assertThat(settings.metrics.scrape()).containsPattern("delivery_log_delay_seconds(\\{[^}]*})? 0.0");
            assertThat(settings.alive()).isTrue();
        }
    }

    @Test
    void withoutABrokerItStartsAndReadsAndSaysWhatItCannotDo() throws Exception {
        for (String nobody : new String[] {"127.0.0.1:1", "no-such-broker.invalid:9092"}) {
            try (RunningSettings settings = new RunningSettings(
                    engines,
                    database,
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS", nobody,
                            "KAFKA_MAX_BLOCK_MS", "500",
                            "SETTINGS_STOP_WAIT", "1s",
                            "PUBLISH_WAIT", "200ms"))) {
                Answer made = settings.createWebhook("site_brokerless");
                String path = "/v1/sites/site_brokerless/webhooks/" + made.field("id");
                settings.get(path).expect(200);
                settings.patch(path, "{\"description\": \"later\"}").expect(202);
                settings.post(path + "/test", "{\"event\": \"message.created\"}")
                        .expectProblem(503, null);
                assertThat(settings.alive()).isTrue();
            }
        }
        // Two made and two changed: all of it is still there for a start with a broker.
        assertThat(database.text("SELECT count(*) FROM outbox")).isEqualTo("4");
        try (RunningSettings settings = new RunningSettings(engines, database, Map.of())) {
            await().atMost(PATIENCE)
                    .until(() -> database.text("SELECT count(*) FROM outbox").equals("0"));
            assertThat(settings.alive()).isTrue();
        }
    }
}
