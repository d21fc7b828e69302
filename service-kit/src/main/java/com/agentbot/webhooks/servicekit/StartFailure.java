package com.agentbot.webhooks.servicekit;

/** A service cannot start for a reason that a person can mend: the message says what and how, and no stack trace helps. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
