package com.agentbot.webhooks.schemas.delivery;

import java.util.Locale;

/** What made an attempt happen. Written in lower case. */
public enum Trigger {
    /** The retry schedule, the first attempt included. */
    SCHEDULE,
    /** Somebody asked for this delivery to be sent once more: one attempt, beside the schedule. */
    MANUAL,
    /** A window of events is being sent again. */
    REPLAY,
    /** An example event, sent to try a webhook out. */
    TEST;

    private final String spelling = name().toLowerCase(Locale.ROOT);

    public static Trigger parse(String text) {
        for (Trigger trigger : values()) {
            if (trigger.spelling.equals(text)) {
                return trigger;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no trigger");
    }

    @Override
    public String toString() {
        return spelling;
    }
}
