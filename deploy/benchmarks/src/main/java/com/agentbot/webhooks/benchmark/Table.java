package com.agentbot.webhooks.benchmark;

import java.util.Locale;

/** A report for people. */
final class Table {
    private static final int NAME_WIDTH = 42;
    private static final int VALUE_WIDTH = 12;

    private Table() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder();
        Machine machine = report.machine();
        text.append("%n%s, %d cores, %s, Kafka %s, commit %s, %s%n"
                .formatted(
                        machine.cpu(),
                        machine.cores(),
                        machine.jdk(),
                        machine.kafka(),
                        machine.commit(),
                        machine.date()));
        for (Report.Section section : report.sections()) {
            text.append("%n%s: %s%n".formatted(section.name(), section.summary()));
            boolean several = section.series().values().stream()
                    .anyMatch(series -> series.values().size() > 1);
            if (several) {
                text.append(row("", "min", "median", "max", "", ""));
            }
            section.series().values().forEach(series -> text.append(row(series, several)));
        }
        return text.append(System.lineSeparator()).toString();
    }

    private static String row(Report.Series series, boolean several) {
        String name = series.first().name();
        String unit = series.first().unit();
        String median = number(series.median());
        return several
                ? row(name, number(series.min()), median, number(series.max()), unit, verdict(series))
                : row(name, "", median, "", unit, verdict(series));
    }

    private static String row(String name, String min, String median, String max, String unit, String verdict) {
        String pattern = "  %-" + NAME_WIDTH + "s"
                + (min.isEmpty() ? "%s%" + VALUE_WIDTH + "s%s" : ("%" + VALUE_WIDTH + "s").repeat(3)) + "  %-14s%s";
        return pattern.formatted(name, min, median, max, unit, verdict).stripTrailing() + System.lineSeparator();
    }

    private static String verdict(Report.Series series) {
        Bar bar = series.first().bar();
        if (bar == null) {
            return "";
        }
        String verdict = series.met() ? "ok" : bar.promised() ? "BROKEN" : "MISSED";
        return "≤ " + number(bar.atMost()) + "  " + verdict;
    }

    /** With as many digits as say something. */
    private static String number(double value) {
        int decimals = value == Math.rint(value) || Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
