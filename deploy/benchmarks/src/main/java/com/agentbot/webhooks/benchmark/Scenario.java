package com.agentbot.webhooks.benchmark;

import java.util.List;

/** One question about the pipeline, and how it is measured. A new one is a class like this and a line in {@link Scenarios}. */
interface Scenario {
    /** As it is chosen on the command line. */
    String name();

    /** One line for the person who reads the table. */
    String summary();

    /**
     * Measures it once.
     *
     * @param launcher starts whatever is needed, and ends it afterwards
     * @throws Exception when it could not be measured
     */
    List<Figure> run(Launcher launcher) throws Exception;
}
