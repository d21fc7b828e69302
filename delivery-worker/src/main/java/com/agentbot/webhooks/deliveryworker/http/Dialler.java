package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslContext;

/** Opens connections on one event loop. What all of them have in common; each one is a {@link Dial}. */
final class Dialler {
    private final EventLoop loop;
    private final Lookups lookups;
    private final AddressPolicy policy;
    private final SslContext tls;
    private final HttpLimits limits;
    private final Bootstrap bootstrap;

    /** Who wants the connection. Told one of both, once, on the event loop. */
    interface Caller {
        void opened(Channel channel);

        void failed(Failure failure, String detail);
    }

    Dialler(EventLoop loop, Lookups lookups, AddressPolicy policy, SslContext tls, HttpLimits limits) {
        this.loop = loop;
        this.lookups = lookups;
        this.policy = policy;
        this.tls = tls;
        this.limits = limits;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .disableResolver() // what is connected to is an address that was judged, never a name
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_CLOSE, false) // an answer may lie there although writing failed
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(limits.times().connect().toMillis(), Integer.MAX_VALUE));
    }

    void dial(Exchange exchange, Caller caller) {
        Dial dial = new Dial(this, exchange, caller);
        exchange.enter(dial);
        dial.start();
    }

    EventLoop loop() {
        return loop;
    }

    Lookups lookups() {
        return lookups;
    }

    AddressPolicy policy() {
        return policy;
    }

    SslContext tls() {
        return tls;
    }

    int addressesTried() {
        return limits.counts().addressesTried();
    }

    /** Prepared for one connection; the handlers given stand before those that speak HTTP. */
    Bootstrap bootstrap(ChannelHandler... first) {
        return bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(first).addLast(new AnswerDecoder(limits.sizes()), new HttpRequestEncoder());
            }
        });
    }
}
