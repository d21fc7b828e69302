package com.agentbot.webhooks.benchmark;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Tells the person who waits what is going on. */
final class Progress {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Progress() {}

    static void say(String sentence) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + sentence);
    }
}
