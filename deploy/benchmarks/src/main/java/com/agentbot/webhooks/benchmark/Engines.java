package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka and PostgreSQL in a process of their own.
 *
 * @param kafka where clients find it
 * @param postmaster PostgreSQL's first process
 * @param database settings by which a service finds PostgreSQL
 */
record Engines(Child process, String kafka, ProcessHandle postmaster, Map<String, String> database) {
    private static final int HEAP_MEGABYTES = 1_024;
    private static final Pattern POSTGRES = Pattern.compile("postgres (\\d+) (\\S+) (\\S+) (\\S+)\\R");
    private static final Pattern KAFKA = Pattern.compile("kafka (\\S+)\\R");

    /** Returns once both serve and all topics are there. */
    static Engines start(Launcher launcher) throws IOException, InterruptedException {
        Child process = launcher.start(
                new Launcher.Plan(CpuTimes.KAFKA, EnginesProcess.class, false, HEAP_MEGABYTES, Map.of()),
                launcher.directory().toString());
        String kafka = process.awaitPrinted(KAFKA).group(1);
        Matcher postgres = process.awaitPrinted(POSTGRES);
        return new Engines(
                process,
                kafka,
                ProcessHandle.of(Long.parseLong(postgres.group(1))).orElseThrow(),
                Map.of(
                        "DATABASE_URL",
                        postgres.group(2),
                        "DATABASE_USER",
                        postgres.group(3),
                        "DATABASE_PASSWORD",
                        postgres.group(4)));
    }
}
