package com.agentbot.webhooks.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * One measured value.
 *
 * @param name unique within its scenario
 * @param unit as it is written behind the value; empty for a plain number
 * @param bar null where there is none
 */
record Figure(
        String name, double value, String unit, @Nullable Bar bar) {
    static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null);
    }

    static Figure of(String name, double value, String unit, Bar bar) {
        return new Figure(name, value, unit, bar);
    }

    static Figure count(String name, long number) {
        return new Figure(name, (double) number, "", null);
    }

    /** A count of what must not happen at all. */
    static Figure never(String name, long number) {
        return new Figure(name, (double) number, "", Bar.NEVER);
    }
}
