package com.agentbot.webhooks.benchmark;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;

/**
 * The customers' side: takes every POST on one port and does with it what the path says. One event loop serves all, so
 * that nothing has to be locked and as little as possible is taken from the processes that are measured.
 */
final class ReceiverProcess {
    /** A window of connections that are opened at once must not be answered with silence. */
    private static final int BACKLOG = 4_096;

    private ReceiverProcess() {}

    public static void main(String... arguments) {
        Leash.fasten();
        Ledger ledger = new Ledger();
        ReceiverRoutes routes = new ReceiverRoutes(ledger);
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new ReceiverConnection(ledger, routes));
                    }
                })
                // On every address of the loopback network: each of 127.0.0.0/8 is a host of its own to a client.
                .bind(0)
                .syncUninterruptibly()
                .channel();
        System.out.println("receiver port " + ((InetSocketAddress) server.localAddress()).getPort());
    }
}
