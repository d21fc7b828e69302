package com.agentbot.webhooks.benchmark;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Tells the person who waits what is going on. */
final class Progress {
    private Progress() {}

    static void say(String sentence) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + sentence);
    }
}
