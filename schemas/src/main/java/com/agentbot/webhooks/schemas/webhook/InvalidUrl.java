package com.agentbot.webhooks.schemas.webhook;

/** A text that is no URL to deliver to. The message is a sentence for a customer and repeats no part of the text. */
public final class InvalidUrl extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidUrl(String message) {
        super(message);
    }
}
