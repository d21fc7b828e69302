package com.agentbot.webhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
    @TempDir
    private Path directory;

    private Path upJson() throws Exception {
        return Files.writeString(
                directory.resolve("up.json"), "{\"settings\": \"http://127.0.0.1:8080\", \"token\": \"local-token\"}");
    }

    @Test
    void whatIsSaidComesBeforeTheEnvironmentAndThatBeforeARunningPipeline() throws Exception {
        Map<String, String> environment = Map.of("WEBHOOKS_URL", "https://b.example", "WEBHOOKS_TOKEN", "token-b");

        assertThat(Place.of("https://a.example/", "token-a", environment, upJson()))
                .isEqualTo(new Place("https://a.example", "token-a"));
        assertThat(Place.of(null, null, environment, upJson())).isEqualTo(new Place("https://b.example", "token-b"));
        assertThat(Place.of(null, null, Map.of(), upJson()))
                .isEqualTo(new Place("http://127.0.0.1:8080", "local-token"));
    }

    @Test
    void theTokenOfARunningPipelineGoesNowhereElse() throws Exception {
        Path upJson = upJson();

        assertThatThrownBy(() -> Place.of("https://a.example", null, Map.of(), upJson))
                .hasMessageContaining("A token is needed");
    }

    @Test
    void withoutAnAddressThatIsSaid() {
        assertThatThrownBy(() -> Place.of(null, "token", Map.of(), directory.resolve("none.json")))
                .hasMessageContaining("--url or WEBHOOKS_URL");
        assertThatThrownBy(() -> Place.of("ftp://x", "token", Map.of(), directory.resolve("none.json")))
                .hasMessageContaining("ftp://x");
    }
}
