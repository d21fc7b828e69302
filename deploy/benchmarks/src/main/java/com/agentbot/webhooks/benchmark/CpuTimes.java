package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time that processes have taken, in user and kernel mode.
 *
 * @param seconds by process
 */
record CpuTimes(Map<String, Double> seconds) {
    static final String KAFKA = "kafka";
    static final String POSTGRES = "postgres";
    static final String DRIVER = "benchmark";

    /**
     * Up to now, of these, of PostgreSQL and of this process.
     *
     * @param postmaster PostgreSQL's first process, which starts all others of it
     */
    static CpuTimes now(Collection<Child> children, ProcessHandle postmaster) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        children.forEach(child -> seconds.put(child.name(), of(child.handle())));
        seconds.put(
                POSTGRES,
                Stream.concat(Stream.of(postmaster), postmaster.descendants())
                        .mapToDouble(CpuTimes::of)
                        .sum());
        seconds.put(DRIVER, of(ProcessHandle.current()));
        return new CpuTimes(seconds);
    }

    private static double of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    CpuTimes since(CpuTimes earlier) {
        Map<String, Double> difference = new LinkedHashMap<>();
        seconds.forEach((name, time) -> difference.put(name, time - earlier.seconds.getOrDefault(name, 0.0)));
        return new CpuTimes(difference);
    }

    double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
