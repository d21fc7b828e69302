package com.agentbot.webhooks.fanoutstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanoutSettingsTest {
    @Test
    void eachSettingHasItsDefault() throws Exception {
        Environment environment = new Environment(Map.of());
        FanoutSettings settings = FanoutSettings.from(environment);
        environment.check();
        assertThat(settings)
                .isEqualTo(new FanoutSettings(
                        1,
                        Duration.ofMillis(20),
                        Path.of("data/fanout-stream"),
                        102_400,
                        Duration.ofHours(24),
                        128 << 20,
                        250,
                        new Portion(1_000, 8 << 20),
                        Duration.ofDays(7),
                        new FanoutSettings.Patience(
                                Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(20)),
                        20,
                        Map.of("bootstrap.servers", "127.0.0.1:9092")));
    }

    @Test
    void eachWrongSettingIsNamed() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("FANOUT_THREADS", "0"),
                Map.entry("FANOUT_COMMIT_INTERVAL", "soon"),
                Map.entry("MAX_BODY_BYTES", "100"),
                Map.entry("FANOUT_DEDUPLICATION_WINDOW", "0s"),
                Map.entry("FANOUT_STORE_MEMORY", "-1"),
                Map.entry("FANOUT_BUFFERED_RECORDS", "none"),
                Map.entry("FANOUT_PORTION_DELIVERIES", "0"),
                Map.entry("FANOUT_PORTION_BYTES", "8"),
                Map.entry("TOPIC_OUTAGE", "week"),
                Map.entry("FANOUT_START_PATIENCE", "60"),
                Map.entry("FANOUT_SESSION_TIMEOUT", "10"),
                Map.entry("FANOUT_STOP_PATIENCE", "20"),
                Map.entry("FANOUT_THREAD_REPLACEMENTS", "-1"));
        Environment environment = new Environment(wrong);
        FanoutSettings.from(environment);
        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .satisfies(failure ->
                        assertThat(String.valueOf(failure.getMessage())).contains(wrong.keySet()));
    }

    @Test
    void propertiesOfKafkaPassThroughButNotThoseTheGuaranteeRestsOn() {
        FanoutSettings settings = FanoutSettings.from(new Environment(Map.of(
                "KAFKA_SECURITY_PROTOCOL", "SSL",
                "KAFKA_PROCESSING_GUARANTEE", "at_least_once")));
        assertThat(StreamsProperties.of(settings, "instance", 1_048_588))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("processing.guarantee", "exactly_once_v2");
    }
}
