package com.agentbot.webhooks.deploy;

import java.io.PrintStream;
import java.util.Locale;

/** Tells a person at a terminal what is being done and for how long it has been going on. */
final class Progress {
    private final PrintStream terminal;
    private final long began = System.nanoTime();

    Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    void step(String what) {
        terminal.printf(Locale.ROOT, "%5.1f s  %s%n", seconds(), what);
    }

    void done(String text) {
        step("ready");
        terminal.println(text);
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
