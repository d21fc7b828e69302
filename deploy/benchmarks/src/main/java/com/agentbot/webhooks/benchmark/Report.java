package com.agentbot.webhooks.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The figures of all scenarios and runs. */
final class Report {
    private static final double WORKER_OVER_BARE = 2.0;

    private final Machine machine;
    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** A scenario and its figures, each with its values of all runs. */
    record Section(String name, String summary, Map<String, Series> series) {}

    /**
     * One figure's values, run by run.
     *
     * @param values at least one
     */
    record Series(Figure first, List<Double> values) {
        double min() {
            return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        double max() {
            return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        }

        double median() {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        /** Whether the bar is met: a promise by every run, a goal by the median. */
        boolean met() {
            Bar bar = first.bar();
            return bar == null || bar.met(bar.promised() ? max() : median());
        }

        boolean breaksPromise() {
            Bar bar = first.bar();
            return bar != null && bar.promised() && !met();
        }
    }

    Report(Machine machine) {
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    List<Section> sections() {
        return List.copyOf(sections.values());
    }

    /** Notes what a run has measured. */
    void add(Scenario scenario, List<Figure> figures) {
        add(scenario.name(), scenario.summary(), figures);
    }

    private void add(String name, String summary, List<Figure> figures) {
        Section section = sections.computeIfAbsent(name, unused -> new Section(name, summary, new LinkedHashMap<>()));
        for (Figure figure : figures) {
            section.series()
                    .computeIfAbsent(figure.name(), unused -> new Series(figure, new ArrayList<>()))
                    .values()
                    .add(figure.value());
        }
    }

    /** This report, with what several scenarios say together, run by run. */
    Report withComparisons() {
        Series worker = series("steady", Cpu.figure(ServiceName.WORKER.toString()));
        Series bare = series(Bare.NAME, Cpu.figure(Bare.PROCESS));
        if (worker != null && bare != null) {
            IntStream.range(0, Math.min(worker.values().size(), bare.values().size()))
                    .mapToObj(run -> Figure.of(
                            "CPU worker / HTTP client alone",
                            worker.values().get(run) / bare.values().get(run),
                            "",
                            Bar.goal(WORKER_OVER_BARE)))
                    .forEach(ratio -> add("steady beside bare", "the same deliveries", List.of(ratio)));
        }
        return this;
    }

    private @Nullable Series series(String scenario, String figure) {
        Section section = sections.get(scenario);
        return section == null ? null : section.series().get(figure);
    }

    boolean breaksPromise() {
        return sections.values().stream()
                .flatMap(section -> section.series().values().stream())
                .anyMatch(Series::breaksPromise);
    }
}
