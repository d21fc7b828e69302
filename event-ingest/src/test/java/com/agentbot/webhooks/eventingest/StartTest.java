package com.agentbot.webhooks.eventingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartTest {
    @Test
    void theDefaultsAreWhatTheDocumentsSay() throws Exception {
        IngestSettings settings = IngestSettings.read(new Environment(Map.of()));

        assertThat(settings.http().port()).isEqualTo(8081);
        assertThat(settings.http().portSetting()).isEqualTo("INGEST_PORT");
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.http().idle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.bodies()).isEqualTo(new RequestBodies.Bounds(1 << 20, 64 << 20, Duration.ofSeconds(30)));
        assertThat(settings.events()).isEqualTo(new IngestSettings.Events(1_000, 102_400));
        assertThat(settings.tokens()).isSameAs(Tokens.NONE_ASKED);
        assertThat(settings.ackWait()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.kafka()).containsExactlyEntriesOf(Map.of("bootstrap.servers", "127.0.0.1:9092"));
    }

    @Test
    void everyWrongSettingIsNamedAtOnceAndNoTokenIsRepeated() {
        Environment environment = new Environment(Map.of(
                "INGEST_PORT", "eighty",
                "INGEST_IDLE", "0s",
                "INGEST_BODY_BYTES", "much",
                "INGEST_EVENTS", "0",
                "MAX_BODY_BYTES", "-1",
                "INGEST_ACK_WAIT", "soon",
                "INGEST_BODY_WAIT", "30",
                "INGEST_TOKENS", "long-enough-token,tooshort"));

        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(StartFailure.class)
                .message()
                .contains(
                        "INGEST_PORT=eighty",
                        "INGEST_IDLE=0s",
                        "INGEST_BODY_BYTES=much",
                        "INGEST_EVENTS=0",
                        "MAX_BODY_BYTES=-1",
                        "INGEST_ACK_WAIT=soon",
                        "INGEST_BODY_WAIT=30",
                        "INGEST_TOKENS is wrong: token 2 has 8 characters")
                .doesNotContain("tooshort", "long-enough-token");
    }

    @Test
    void memoryThatCouldNotHoldOneBodyIsNamed() {
        Environment environment = new Environment(Map.of("INGEST_MEMORY", "1MiB"));

        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("INGEST_MEMORY is wrong");
    }

    @Test
    void aTakenPortIsToldInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of("INGEST_PORT", Integer.toString(taken.getLocalPort()));

            assertThatThrownBy(() -> Edge.started("127.0.0.1:1", settings))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("INGEST_PORT");
        }
    }

    @Test
    void aClusterThatCannotBeAnAddressIsToldInASentence() {
        assertThatThrownBy(() -> Edge.started("no-port", Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS=no-port");
    }
}
