package com.agentbot.webhooks.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report for programs. */
final class ReportJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ReportJson() {}

    static void write(Report report, Path file) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.set("machine", JSON.valueToTree(report.machine()));
        ObjectNode scenarios = json.putObject("scenarios");
        for (Report.Section section : report.sections()) {
            ObjectNode scenario = scenarios.putObject(section.name());
            scenario.put("summary", section.summary());
            ObjectNode figures = scenario.putObject("figures");
            section.series()
                    .values()
                    .forEach(series -> figures.set(series.first().name(), of(series)));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    private static ObjectNode of(Report.Series series) {
        ObjectNode json = JSON.createObjectNode();
        json.put("unit", series.first().unit());
        json.put("min", series.min()).put("median", series.median()).put("max", series.max());
        json.set("runs", JSON.valueToTree(series.values()));
        Bar bar = series.first().bar();
        if (bar != null) {
            json.put("at_most", bar.atMost()).put("promised", bar.promised()).put("met", series.met());
        }
        return json;
    }
}
