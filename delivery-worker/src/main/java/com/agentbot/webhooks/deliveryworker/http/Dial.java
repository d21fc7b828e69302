package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.deliveryworker.http.Dialler.Caller;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Allowed;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Refused;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection being opened: resolve, judge, connect, TLS. The addresses judged are the very objects connected to;
 * nothing asks for them again in between.
 */
final class Dial implements Exchange.Stage {
    private final Dialler dialler;
    private final WebhookUrl url;
    private final Caller caller;
    private String doing = "the lookup of the host's name";
    private Failure whenLate = Failure.UNRESOLVED;
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
            case Allowed allowed ->
                connect(addresses.stream().limit(dialler.addressesTried()).iterator());
            case Refused refused -> fail(Failure.ADDRESS_REFUSED, refused.reason());
        }
    }

    private void connect(Iterator<InetAddress> addresses) {
        doing = "connecting";
        whenLate = Failure.TIMEOUT;
        InetSocketAddress judged = new InetSocketAddress(addresses.next(), url.port());
        @Nullable SslHandler tls = url.scheme() == WebhookUrl.Scheme.HTTPS ? tlsHandler() : null;
        ChannelFuture connecting = (tls == null ? dialler.bootstrap() : dialler.bootstrap(tls)).connect(judged);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (ended) {
                Closing.close(connecting.channel());
            } else if (!done.isSuccess()) {
                Closing.close(connecting.channel());
                connectFailed(done.cause(), addresses);
            } else if (tls == null) {
                opened(connecting.channel());
            } else {
                shakeHands(tls, connecting.channel());
            }
        });
    }

    private SslHandler tlsHandler() {
        SslHandler handler = dialler.tls().newHandler(ByteBufAllocator.DEFAULT, url.host(), url.port());
        handler.setHandshakeTimeoutMillis(0); // the deadline is over all
        handler.setCloseNotifyFlushTimeoutMillis(250);
        return handler;
    }

    private void connectFailed(Throwable cause, Iterator<InetAddress> addresses) {
        if (addresses.hasNext()) {
            connect(addresses);
        } else {
            Cause known = Cause.ofConnecting(cause);
            fail(known.failure(), known.detail());
        }
    }

    private void shakeHands(SslHandler tls, Channel connected) {
        doing = "the TLS handshake";
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
