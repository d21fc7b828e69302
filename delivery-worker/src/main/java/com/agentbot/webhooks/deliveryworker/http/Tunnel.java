package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Asks an egress proxy for a way to the address that was judged (RFC 9110, 9.3.6). Whoever connects names that address,
 * and this goes to the proxy in its stead; what is written meanwhile waits.
 *
 * <p>Not Netty's own {@code HttpProxyHandler}, because that one tells a proxy's status only inside a message.
 */
final class Tunnel extends ProxyHandler {
    private final Optional<String> authorization;
    private final HttpClientCodec codec;

    /** The proxy's answer was none that opens a way. */
    static final class Refused extends ProxyConnectException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialized
        private final Cause why;

        private Refused(Cause why) {
            super(why.detail());
            this.why = why;
        }

        Cause why() {
            return why;
        }
    }

    /**
     * A way through the proxy.
     *
     * @param at one of the proxy's addresses
     */
    Tunnel(EgressProxy proxy, InetSocketAddress at, HttpLimits limits) {
        super(at);
        this.authorization = proxy.authorization();
        this.codec = new HttpClientCodec(AnswerDecoder.config(limits.sizes()), false, false);
        setConnectTimeoutMillis(limits.times().connect().toMillis());
    }

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public String authScheme() {
        return authorization.isPresent() ? "basic" : "none";
    }

    @Override
    protected void addCodec(ChannelHandlerContext context) {
        context.pipeline().addBefore(context.name(), null, codec);
    }

    @Override
    protected void removeEncoder(ChannelHandlerContext context) {
        codec.removeOutboundHandler();
    }

    @Override
    protected void removeDecoder(ChannelHandlerContext context) {
        codec.removeInboundHandler();
    }

    @Override
    protected Object newInitialMessage(ChannelHandlerContext context) {
        String target = literal(destinationAddress());
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, target);
        request.headers().set(HttpHeaderNames.HOST, target);
        authorization.ifPresent(value -> request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, value));
        return request;
    }

    /** By the address's bytes: it may know a name too, and the proxy would look that up again. */
    private static String literal(InetSocketAddress judged) {
        String address = NetUtil.toAddressString(judged.getAddress());
        boolean bracketed = judged.getAddress() instanceof Inet6Address;
        return (bracketed ? "[" + address + "]" : address) + ":" + judged.getPort();
    }

    @Override
    protected boolean handleResponse(ChannelHandlerContext context, Object message) throws Refused {
        if (message instanceof HttpResponse answer) {
            if (answer.decoderResult().isFailure()) {
                throw new Refused(Cause.ofProxy("its answer is not HTTP/1.1"));
            }
            if (answer.status().code() != HttpResponseStatus.OK.code()) {
                throw new Refused(Cause.ofTunnel(answer.status().code()));
            }
        }
        return message instanceof LastHttpContent;
    }
}
