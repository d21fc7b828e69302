package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;

/** Closing as one always wants it here: without waiting for it, because a connection that breaks is closed too. */
final class Closing {
    private Closing() {}

    static void close(ChannelOutboundInvoker channel) {
        ChannelFuture unused = channel.close();
    }
}
