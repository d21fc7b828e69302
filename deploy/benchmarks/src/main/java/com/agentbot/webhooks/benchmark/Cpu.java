package com.agentbot.webhooks.benchmark;

/** How processor time is told: for so many deliveries, so that runs of any length compare. */
final class Cpu {
    static final String UNIT = "s per 100,000";

    private static final double DELIVERIES = 100_000;

    private Cpu() {}

    /** The name of the figure of a process. */
    static String figure(String process) {
        return "CPU " + process;
    }

    static double per100k(double seconds, long deliveries) {
        return deliveries == 0 ? 0 : seconds * DELIVERIES / deliveries;
    }
}
