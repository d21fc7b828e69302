package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs each scenario on a system of its own, as often as was asked for, and tells the figures. */
public final class Benchmark {
    private final List<Scenario> scenarios;
    private final int runs;
    private final boolean pinned;

    Benchmark(List<Scenario> scenarios, int runs, boolean pinned) {
        this.scenarios = scenarios;
        this.runs = runs;
        this.pinned = pinned;
    }

    /** Exit code 0, 1 when a promise is broken or something could not be measured, 2 when an option is wrong. */
    public static void main(String... arguments) throws Exception {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.printf(Options.HELP, String.join(", ", Scenarios.NAMES));
            return;
        }
        try {
            Path home = Path.of(System.getProperty("webhooks.home", "."));
            Options options = Options.parse(arguments, home.resolve("deploy/target/benchmark.json"));
            Report report = new Benchmark(Scenarios.of(options), options.runs(), options.pinned()).run();
            System.out.print(Table.of(report));
            ReportJson.write(report, options.json());
            Progress.say("all figures are in " + options.json());
            System.exit(report.breaksPromise() ? 1 : 0);
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    Report run() throws Exception {
        Report report = new Report(Machine.here());
        for (int run = 1; run <= runs; run++) {
            for (Scenario scenario : scenarios) {
                Progress.say(
                        scenario.name() + (runs == 1 ? "" : ", run " + run + " of " + runs) + ": the system starts");
                try (Workplace workplace = Workplace.make(pinned)) {
                    report.add(scenario, scenario.run(workplace.launcher()));
                }
            }
        }
        return report.withComparisons();
    }
}
