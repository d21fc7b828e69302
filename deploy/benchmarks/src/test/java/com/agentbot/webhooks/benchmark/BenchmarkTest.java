package com.agentbot.webhooks.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole machinery, with all its processes, on a small scale. */
class BenchmarkTest {
    private static final Endpoints PROMPT = new Endpoints(new Behaviour.Prompt(), 5, 5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void everyEventIsCountedOnceAndTheWorkIsComparedWithTheClientAlone() throws Exception {
        List<Scenario> scenarios = List.of(
                new Steady(PROMPT, 20, 200),
                new Bare(PROMPT, 20, 200),
                new Herd(20, 200),
                new DeliveryLog(2_000, 60_000, 3));

        Report report = new Benchmark(scenarios, 1, false).run();

        assertThat(report.breaksPromise()).isFalse();
        assertThat(report.sections())
                .extracting(Report.Section::name)
                .containsExactly("steady", "bare", "herd", "log", "steady beside bare");
        assertThat(figure(report, "steady", "delivered")).isPositive();
        assertThat(figure(report, "herd", "forwarded")).isNotNegative();
        // That they are told: work as little as this may take less than one tick of the clock that counts.
        assertThat(figure(report, "steady", "CPU delivery-worker")).isNotNegative();
        assertThat(figure(report, "steady", "CPU postgres")).isNotNegative();
        assertThat(figure(report, "bare", "CPU http-client")).isNotNegative();
        assertThat(figure(report, "herd", "CPU retry-scheduler")).isNotNegative();
        // So few fit into one batch, which has no rate.
        assertThat(figure(report, "log", "logged, 10 % retried")).isNotNegative();
        assertThat(figure(report, "log", "first page, p99")).isNotNegative();
    }

    @Test
    void noProcessOutlivesItsParent(@TempDir Path directory) throws IOException {
        try (Launcher launcher = new Launcher(directory, false)) {
            Child child = launcher.start(
                    new Launcher.Plan("parent", Parent.class, false, 64, Map.of()), directory.toString());
            await().atMost(PATIENCE)
                    .until(() -> child.handle().children().findAny().isPresent());
            List<ProcessHandle> grandchildren = child.handle().descendants().toList();

            child.handle().destroyForcibly();

            await().atMost(PATIENCE).until(() -> grandchildren.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** Starts a receiver and is killed. */
    static final class Parent {
        private Parent() {}

        // It is killed before it could close anything: that is what it is for.
        @SuppressWarnings("resource")
        public static void main(String... arguments) throws Exception {
            RunningReceiver.start(new Launcher(Path.of(arguments[0]), false));
            Thread.sleep(PATIENCE);
        }
    }

    private static double figure(Report report, String scenario, String name) {
        return report.sections().stream()
                .filter(section -> section.name().equals(scenario))
                .flatMap(section -> section.series().values().stream())
                .filter(series -> series.first().name().equals(name))
                .map(Report.Series::median)
                .findFirst()
                .orElseThrow();
    }
}
