package com.agentbot.webhooks.schemas;

/**
 * A record on one of our topics that does not follow its contract. The message names the header or field at fault and
 * is fit to be kept beside the record; it never holds a secret.
 */
public final class UnreadableRecord extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableRecord(String message) {
        super(message);
    }

    public UnreadableRecord(String message, Throwable cause) {
        super(message, cause);
    }
}
