package com.agentbot.webhooks.schemas.delivery;

import java.util.Locale;

/** What became of a delivery at one attempt. Written in lower case. */
public enum Outcome {
    /** The endpoint answered 2xx. */
    DELIVERED,
    /** The attempt failed; the next one waits in a retry tier. */
    RETRY,
    /** No POST was made: the endpoint takes none at present. The attempt waits in a retry tier and is not used up. */
    POSTPONED,
    /** The endpoint answered 410: its webhook is to be switched off, and the delivery is held. */
    GONE,
    /**
     * The last attempt failed, or the record can never be sent: it is on the dead-letter topic. One that was asked for by
     * hand is its own last attempt, and leaves no dead letter.
     */
    FAILED,
    /** No POST was made: the webhook is switched off. */
    HELD,
    /** No POST was made: the webhook is deleted. */
    CANCELLED;

    private final String spelling = name().toLowerCase(Locale.ROOT);

    public static Outcome parse(String text) {
        for (Outcome outcome : values()) {
            if (outcome.spelling.equals(text)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no outcome");
    }

    /** Whether a POST was made: nothing else uses up an attempt. */
    public boolean posted() {
        return switch (this) {
            case DELIVERED, RETRY, GONE, FAILED -> true;
            case POSTPONED, HELD, CANCELLED -> false;
        };
    }

    @Override
    public String toString() {
        return spelling;
    }
}
