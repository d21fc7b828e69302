package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How bytes get to sockets: on Linux by Netty's own calls, which cost less than the platform's; elsewhere by those. What is
 * promised holds with both.
 */
record Transport(IoHandlerFactory handlers, Class<? extends SocketChannel> channels) {
    static Transport best() {
        return Epoll.isAvailable()
                ? new Transport(EpollIoHandler.newFactory(), EpollSocketChannel.class)
                : new Transport(NioIoHandler.newFactory(), NioSocketChannel.class);
    }
}
