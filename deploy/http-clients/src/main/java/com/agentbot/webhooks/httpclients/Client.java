package com.agentbot.webhooks.httpclients;

import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;

/** A client as the comparison sees it. Safe for use by many threads. */
interface Client extends AutoCloseable {
    Duration DEADLINE = Duration.ofSeconds(15);
    int CONNECTIONS_PER_HOST = 256;
    int CONNECTIONS = 16_384;

    /** What a worker sends with each POST, names and values in turn; the signatures are of the right length only. */
    List<String> HEADERS = List.of(
            "Content-Type",
            "application/json",
            "User-Agent",
            "Agentbot-Webhooks/1.0",
            "X-Agentbot-Event",
            "message.created",
            "X-Agentbot-Delivery-Id",
            "0d76dd03-6065-4e3c-b0a0-91a321e4597a",
            "X-Agentbot-Signature",
            "t=1795645144,v1=991fa5ff6cebdb31686788718880261c8305626b8311207e61ddeec679106c9c",
            "webhook-id",
            "0d76dd03-6065-4e3c-b0a0-91a321e4597a",
            "webhook-timestamp",
            "1795645144",
            "webhook-signature",
            "v1,loX3ziPNc6GU324e2IgM1z74nLlxlPEUwE9auATy9W4=");

    /** A URL, with all that a client can prepare for it once. */
    interface Endpoint {
        /**
         * Starts a POST.
         *
         * @param whenDone told the status once the answer is there to its end; 0 when there is none
         */
        void post(byte[] body, IntConsumer whenDone);
    }

    Endpoint endpoint(String url);

    /** Ends its threads. */
    @Override
    void close();
}
