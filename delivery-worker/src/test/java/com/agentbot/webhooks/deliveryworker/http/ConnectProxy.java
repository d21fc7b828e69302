package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy that opens tunnels, or answers as a test says. */
public final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** What becomes of one request; the connection is closed when it returns. */
    public interface Script {
        void answer(ConnectProxy proxy, String head, Socket client) throws Exception;
    }

    private ConnectProxy(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static ConnectProxy start(Script script) throws IOException {
        return new ConnectProxy(
                new ServerSocket(0, 1_000, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), script);
    }

    /** Does what a proxy is for. */
    static ConnectProxy start() throws IOException {
        return start(ConnectProxy::tunnel);
    }

    static Script saying(String answer) {
        return (proxy, head, client) -> say(client, answer);
    }

    static void hang(ConnectProxy proxy, String head, Socket client) throws IOException {
        long unused = client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    public static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = readHead(client.getInputStream());
            heads.add(head);
            script.answer(this, head, client);
        } catch (Exception e) {
            return; // one side has gone away, or the test is over
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client has gone away");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public static void tunnel(ConnectProxy proxy, String head, Socket client) throws IOException, InterruptedException {
        String target = head.split(" ", 3)[1];
        int colon = target.lastIndexOf(':');
        try (Socket endpoint = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
            proxy.sockets.add(endpoint);
            say(client, "HTTP/1.1 200 Connection established\r\nVia: a test\r\n\r\n");
            Thread back = Thread.ofVirtual().start(() -> pipe(endpoint, client));
            pipe(client, endpoint);
            back.join();
        }
    }

    private static void pipe(Socket from, Socket to) {
        try {
            long unused = from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            return; // one side has gone away, and the other is told by what closes both
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    int accepted() {
        return accepted.get();
    }

    /** The requests' heads as they came. */
    public Queue<String> heads() {
        return heads;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
