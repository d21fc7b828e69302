package com.agentbot.webhooks.deliveryworker.http;

import java.util.function.Consumer;

/** Makes POSTs. Safe for use by many threads. */
public interface HttpSender {
    /**
     * Starts a POST and returns at once; never throws.
     *
     * @param whenDone told exactly once, at the latest when the deadline has passed, on a thread that serves other POSTs
     *     too and must not be blocked
     */
    void send(HttpPost post, Consumer<Answer> whenDone);
}
