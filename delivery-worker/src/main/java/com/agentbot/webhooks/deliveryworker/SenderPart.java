package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.NettySender;
import com.agentbot.webhooks.servicekit.Part;

/** The HTTP client as a part: ready from the beginning, closed after all that send. */
record SenderPart(NettySender sender) implements Part {
    @Override
    public String name() {
        return "sender";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        sender.close();
    }
}
