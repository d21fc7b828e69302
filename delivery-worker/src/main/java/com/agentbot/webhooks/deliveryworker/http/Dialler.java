package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections on one event loop. What all of them have in common; each one is a {@link Dial}. */
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);

    private final EventLoop loop;
    private final Lookups lookups;
    private final AddressPolicy policy;
    private final SslContext tls;
    private final @Nullable EgressProxy proxy;
    private final HttpLimits limits;
    private final Bootstrap bootstrap;
    private long nextWord = System.nanoTime();

    /** Who wants the connection. Told one of both, once, on the event loop. */
    interface Caller {
        void opened(Channel channel);

        void failed(Failure failure, String detail);
    }

    /**
     * A dialler.
     *
     * @param proxy what all connections go through; null where they go straight out
     */
    Dialler(
            EventLoop loop,
            Transport transport,
            Lookups lookups,
            AddressPolicy policy,
            SslContext tls,
            @Nullable EgressProxy proxy,
            HttpLimits limits) {
        this.loop = loop;
        this.lookups = lookups;
        this.policy = policy;
        this.tls = tls;
        this.proxy = proxy;
        this.limits = limits;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.channels())
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

    @Nullable
    EgressProxy proxy() {
        return proxy;
    }

    Tunnel tunnel(EgressProxy through, InetAddress at) {
        return new Tunnel(through, new InetSocketAddress(at, through.port()), limits);
    }

    /** To be told each time; says so once in a while. */
    void proxyFailed(String detail) {
        long now = System.nanoTime();
        if (now - nextWord >= 0) {
            nextWord = now + BETWEEN_WORDS.toNanos();
            LOG.warn("POSTs wait for {}: {}", proxy, detail);
        }
    }

    /** How long connecting to one address may take. */
    Duration connectPatience() {
        return limits.times().connect();
    }

    int addressesTried() {
        return limits.counts().addressesTried();
    }

    /** Prepared for one connection; the handlers given stand before those that speak HTTP. */
    Bootstrap bootstrap(List<ChannelHandler> first) {
        return bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                first.forEach(handler -> channel.pipeline().addLast(handler));
                channel.pipeline().addLast(new AnswerDecoder(limits.sizes()), new HttpRequestEncoder());
            }
        });
    }
}
