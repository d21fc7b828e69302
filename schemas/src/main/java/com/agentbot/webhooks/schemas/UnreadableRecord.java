package com.agentbot.webhooks.schemas;

/**
 * A record on one of our topics that does not follow its contract. The message names the header or field at fault and
 * is fit to be kept beside the record: it is cut where it repeats too much of it, and never holds a secret.
 */
public final class UnreadableRecord extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CHARACTERS = 500;

    public UnreadableRecord(String message) {
        super(shortened(message));
    }

    public UnreadableRecord(String message, Throwable cause) {
        super(shortened(message), cause);
    }

    private static String shortened(String message) {
        return message.length() <= MAX_CHARACTERS ? message : message.substring(0, MAX_CHARACTERS) + "…";
    }
}
