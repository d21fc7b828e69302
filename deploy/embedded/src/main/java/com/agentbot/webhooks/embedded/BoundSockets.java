package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/** The node's listening sockets, bound before the node is configured. Those not taken by it are closed. */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
    private final ServerSocketChannel clients;
    private final ServerSocketChannel controller;
    private boolean clientsTaken;
    private boolean controllerTaken;

    private BoundSockets(ServerSocketChannel clients, ServerSocketChannel controller) {
        this.clients = clients;
        this.controller = controller;
    }

    static BoundSockets bind(int port) throws IOException, StartFailure {
        ServerSocketChannel clients = listen(port);
        try {
            return new BoundSockets(clients, listen(0));
        } catch (IOException | StartFailure e) {
            clients.close();
            throw e;
        }
    }

    private static ServerSocketChannel listen(int port) throws IOException, StartFailure {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            channel.close();
            throw new StartFailure(
                    "Port " + port + " on 127.0.0.1 is taken or not ours to take. Set KAFKA_PORT to another port, or"
                            + " to 0 for a free one.",
                    e);
        }
    }

    int clientPort() {
        return clients.socket().getLocalPort();
    }

    int controllerPort() {
        return controller.socket().getLocalPort();
    }

    @Override
    public synchronized ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes) throws IOException {
        ServerSocketChannel channel;
        if (listener.equals(NodeSettings.CONTROLLER)) {
            controllerTaken = true;
            channel = controller;
        } else {
            clientsTaken = true;
            channel = clients;
        }
        channel.configureBlocking(false);
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!clientsTaken) {
            clients.close();
        }
        if (!controllerTaken) {
            controller.close();
        }
    }
}
