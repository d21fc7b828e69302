package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.deliveryworker.http.Dialler.Caller;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Allowed;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Refused;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection being opened: resolve, judge, connect, TLS. The addresses judged are the very objects connected to, or
 * named to the egress proxy; nothing asks for them again in between.
 */
final class Dial implements Exchange.Stage {
    private final Dialler dialler;
    private final WebhookUrl url;
    private final Caller caller;
    private String doing = "the lookup of the host's name";
    private Failure whenLate = Failure.UNRESOLVED;
    private Iterator<InetAddress> judged = Collections.emptyIterator();
    private @Nullable Channel channel;
    private boolean ended;

    Dial(Dialler dialler, Exchange exchange, Caller caller) {
        this.dialler = dialler;
        this.url = exchange.post().url();
        this.caller = caller;
    }

    void start() {
        url.address().ifPresentOrElse(address -> judge(List.of(address)), this::resolve);
    }

    private void resolve() {
        dialler.lookups().find(url.host(), found -> {
            switch (found) {
                case Lookups.Found.Addresses addresses -> judge(addresses.all());
                case Lookups.Found.Nothing nothing -> fail(nothing.failure(), nothing.detail());
            }
        });
    }

    private void judge(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        switch (dialler.policy().judge(addresses)) {
            case Allowed allowed -> {
                judged = addresses.stream().limit(dialler.addressesTried()).iterator();
                setOut();
            }
            case Refused refused -> fail(Failure.ADDRESS_REFUSED, refused.reason());
        }
    }

    /** To the next address, straight or through the proxy. */
    private void setOut() {
        EgressProxy proxy = dialler.proxy();
        if (proxy == null) {
            connect(judged.next());
            return;
        }
        begin("the lookup of the egress proxy's name", Failure.PROXY_FAILED);
        proxy.address()
                .ifPresentOrElse(address -> connect(judged.next(), proxy, List.of(address)), () -> resolve(proxy));
    }

    private void resolve(EgressProxy proxy) {
        dialler.lookups().find(proxy.host(), found -> {
            switch (found) {
                case Lookups.Found.Addresses addresses -> connect(judged.next(), proxy, addresses.all());
                case Lookups.Found.Nothing nothing -> proxyFailed(Cause.ofProxy(nothing.detail()));
            }
        });
    }

    private void connect(InetAddress address) {
        begin("connecting", Failure.TIMEOUT);
        @Nullable SslHandler tls = tlsHandler();
        ChannelFuture connecting = open(address, tls == null ? List.of() : List.of(tls));
        connecting.addListener(done -> {
            if (ended) {
                Closing.close(connecting.channel());
            } else if (done.isSuccess()) {
                connected(connecting.channel(), tls);
            } else {
                Closing.close(connecting.channel());
                giveUp(Cause.ofConnecting(done.cause()));
            }
        });
    }

    private void connect(InetAddress address, EgressProxy proxy, List<InetAddress> proxies) {
        if (ended) {
            return;
        }
        begin("connecting to the egress proxy", Failure.PROXY_FAILED);
        @Nullable SslHandler tls = tlsHandler();
        Tunnel tunnel = dialler.tunnel(proxy, proxies.getFirst());
        ChannelFuture connecting = open(address, tls == null ? List.of(tunnel) : List.of(tunnel, tls));
        connecting.addListener(done -> {
            if (ended) {
                Closing.close(connecting.channel());
            } else if (done.isSuccess()) {
                pass(tunnel, connecting.channel(), tls);
            } else {
                Closing.close(connecting.channel());
                if (proxies.size() > 1) {
                    connect(address, proxy, proxies.subList(1, proxies.size()));
                } else {
                    proxyFailed(Cause.ofProxy("it cannot be connected to"));
                }
            }
        });
    }

    private void pass(Tunnel tunnel, Channel connected, @Nullable SslHandler tls) {
        begin("connecting", Failure.TIMEOUT);
        tunnel.connectFuture().addListener(done -> {
            if (ended) {
                Closing.close(connected);
            } else if (done.isSuccess()) {
                connected(connected, tls);
            } else {
                Cause known = Cause.ofTunnel(done.cause(), connected.isActive());
                Closing.close(connected);
                if (known.failure().ours()) {
                    proxyFailed(known);
                } else {
                    giveUp(known);
                }
            }
        });
    }

    private ChannelFuture open(InetAddress address, List<ChannelHandler> first) {
        ChannelFuture connecting = dialler.bootstrap(first).connect(new InetSocketAddress(address, url.port()));
        channel = connecting.channel();
        return connecting;
    }

    private @Nullable SslHandler tlsHandler() {
        if (url.scheme() != WebhookUrl.Scheme.HTTPS) {
            return null;
        }
        SslHandler handler = dialler.tls().newHandler(ByteBufAllocator.DEFAULT, url.host(), url.port());
        handler.setHandshakeTimeoutMillis(0); // the deadline is over all
        handler.setCloseNotifyFlushTimeoutMillis(250);
        return handler;
    }

    /** This address, and so the host if it has no other. */
    private void giveUp(Cause known) {
        if (judged.hasNext()) {
            setOut();
        } else {
            fail(known.failure(), known.detail());
        }
    }

    /** No sooner than if the proxy had not answered at all: whoever is told tries again at once, with all there is. */
    private void proxyFailed(Cause known) {
        if (ended) {
            return;
        }
        begin("waiting for the egress proxy", Failure.PROXY_FAILED);
        dialler.proxyFailed(known.detail());
        Future<?> unused = dialler.loop()
                .schedule(
                        () -> fail(known.failure(), known.detail()),
                        dialler.connectPatience().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void connected(Channel connected, @Nullable SslHandler tls) {
        if (tls == null) {
            opened(connected);
        } else {
            shakeHands(tls, connected);
        }
    }

    private void shakeHands(SslHandler tls, Channel connected) {
        begin("the TLS handshake", Failure.TIMEOUT);
        tls.handshakeFuture().addListener(done -> {
            if (ended) {
                Closing.close(connected);
            } else if (done.isSuccess()) {
                opened(connected);
            } else {
                Closing.close(connected);
                Cause known = Cause.ofHandshake(done.cause());
                fail(known.failure(), known.detail());
            }
        });
    }

    private void opened(Channel connected) {
        ended = true;
        caller.opened(connected);
    }

    private void begin(String what, Failure late) {
        doing = what;
        whenLate = late;
    }

    private void fail(Failure failure, String detail) {
        if (!ended) {
            ended = true;
            caller.failed(failure, detail);
        }
    }

    @Override
    public void expire(Duration deadline) {
        fail(whenLate, doing + " did not end within " + ConnectionPool.words(deadline));
        if (channel != null) {
            Closing.close(channel);
        }
    }
}
