package com.agentbot.webhooks.httpclients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Answers every POST with 200 once it is there to its end, at once or after a while, and every GET with how many POSTs
 * wait. Listens on all of 127.0.0.0/8, so that it can be as many hosts as one likes.
 */
final class Receiver implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger waiting = new AtomicInteger();
    private final long delayMillis;
    private final Consumer<byte[]> bodies;
    private final Channel listener;

    /**
     * Listens on a free port.
     *
     * @param delayMillis from a POST's end to its answer
     * @param bodies told each
     */
    Receiver(long delayMillis, Consumer<byte[]> bodies) {
        this.delayMillis = delayMillis;
        this.bodies = bodies;
        this.listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 16_384)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(), new HttpObjectAggregator(LARGEST_BODY), new Answering());
                    }
                })
                .bind(0)
                .syncUninterruptibly()
                .channel();
    }

    /** Runs until its standard input ends; prints its port. */
    public static void main(String[] args) throws IOException {
        try (Receiver receiver = new Receiver(Long.parseLong(args[0]), body -> {})) {
            System.out.println(receiver.port());
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait(); // whoever started this says nothing, and goes away in the end
            }
        }
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.method().equals(HttpMethod.GET)) {
                answer(context, Unpooled.copiedBuffer(Integer.toString(waiting.get()), US_ASCII));
                return;
            }
            byte[] body = new byte[request.content().readableBytes()];
            request.content().readBytes(body);
            bodies.accept(body);
            if (delayMillis == 0) {
                answer(context, Unpooled.EMPTY_BUFFER);
                return;
            }
            waiting.incrementAndGet();
            Future<?> unused = context.executor()
                    .schedule(
                            () -> {
                                waiting.decrementAndGet();
                                answer(context, Unpooled.EMPTY_BUFFER);
                            },
                            delayMillis,
                            TimeUnit.MILLISECONDS);
        }

        private static void answer(ChannelHandlerContext context, ByteBuf body) {
            DefaultFullHttpResponse answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            ChannelFuture unused = context.writeAndFlush(answer, context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            ChannelFuture unused = context.close();
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
