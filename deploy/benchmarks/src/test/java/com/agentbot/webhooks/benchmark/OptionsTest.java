package com.agentbot.webhooks.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path JSON = Path.of("benchmark.json");

    @Test
    void withoutOptionsEveryScenarioRunsOnce() throws Exception {
        Options options = parse();

        assertThat(options.runs()).isEqualTo(1);
        assertThat(options.json()).isEqualTo(JSON);
        assertThat(Scenarios.of(options)).extracting(Scenario::name).isEqualTo(Scenarios.NAMES);
    }

    @Test
    void scenariosAndLengthsCanBeChosen() throws Exception {
        Options options = parse("--only", "soak,steady", "--seconds", "5", "--events", "200", "--pin", "--runs", "3");

        assertThat(Scenarios.of(options)).extracting(Scenario::name).containsExactly("steady", "soak");
        assertThat(options.time()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.events()).isEqualTo(200);
        assertThat(options.pinned()).isTrue();
        assertThat(options.runs()).isEqualTo(3);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> parse("--only", "steadi"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("'steadi' is no scenario");
        assertThatThrownBy(() -> parse("--runs", "0")).hasMessageContaining("--runs 0 is wrong");
        assertThatThrownBy(() -> parse("--fast")).hasMessageContaining("'--fast' is no option");
        assertThatThrownBy(() -> parse("--runs")).hasMessageContaining("--runs needs a value");
    }

    private static Options parse(String... arguments) throws StartFailure {
        return Options.parse(arguments, JSON);
    }
}
