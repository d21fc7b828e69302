package com.agentbot.webhooks.webhooksettings;

import java.util.Locale;

/** What a caller may do. */
enum Scope {
    READ,
    /** Reading, too. */
    WRITE;

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Scope parse(String text) {
        return switch (text) {
            case "read" -> READ;
            case "write" -> WRITE;
            default -> throw new IllegalArgumentException("'" + text + "' is neither 'read' nor 'write'");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
