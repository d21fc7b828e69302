package com.agentbot.webhooks.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the figures. */
class ReportTest {
    private final Report report =
            new Report(new Machine("2026-05-17T12:34:56Z", "a processor", 2, "a JDK", "4.3.1", "an OS", "abc"));

    @Test
    void aPromiseThatOneRunBreaksIsBroken() {
        add(Figure.never("lost", 0));
        add(Figure.never("lost", 1));
        add(Figure.never("lost", 0));

        assertThat(report.breaksPromise()).isTrue();
        assertThat(Table.of(report)).contains("BROKEN");
    }

    @Test
    void aGoalIsJudgedByTheMedianAndBreaksNothing() {
        add(Figure.of("ratio", 1.9, "", Bar.goal(2)));
        add(Figure.of("ratio", 3, "", Bar.goal(2)));
        assertThat(Table.of(report)).contains("MISSED");
        assertThat(report.breaksPromise()).isFalse();

        add(Figure.of("ratio", 1.8, "", Bar.goal(2)));
        assertThat(Table.of(report)).contains("ok").doesNotContain("MISSED");
    }

    @Test
    void theJsonHoldsEveryRun(@TempDir Path directory) throws Exception {
        add(Figure.of("delivered", 100, "1/s"));
        add(Figure.of("delivered", 300, "1/s"));
        Path file = directory.resolve("new").resolve("benchmark.json");

        ReportJson.write(report, file);

        JsonNode json = new JsonMapper().readTree(file.toFile());
        assertThat(json.at("/machine/kafka").textValue()).isEqualTo("4.3.1");
        JsonNode delivered = json.at("/scenarios/steady/figures/delivered");
        assertThat(delivered.path("median").doubleValue()).isEqualTo(200);
        assertThat(delivered.path("runs")).hasSize(2);
    }

    private void add(Figure figure) {
        report.add(new Steady(new Endpoints(new Behaviour.Prompt(), 1, 1), 1, 1), List.of(figure));
    }
}
