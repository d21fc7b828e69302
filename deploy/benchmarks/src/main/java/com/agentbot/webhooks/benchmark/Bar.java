package com.agentbot.webhooks.benchmark;

/**
 * What a figure must not exceed.
 *
 * @param promised whether the pipeline promises it: then a run that breaks it has failed, while a goal that is missed is
 *     only shown
 */
record Bar(double atMost, boolean promised) {
    /** For what must never happen. */
    static final Bar NEVER = new Bar(0, true);

    static Bar promise(double atMost) {
        return new Bar(atMost, true);
    }

    static Bar goal(double atMost) {
        return new Bar(atMost, false);
    }

    boolean met(double value) {
        return value <= atMost;
    }
}
