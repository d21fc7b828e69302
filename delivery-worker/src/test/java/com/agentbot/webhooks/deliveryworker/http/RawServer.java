package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A receiver that does to each connection whatever a test says, byte by byte. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger mostUnanswered = new AtomicInteger();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** What one connection is put through; the socket is closed when it returns. */
    interface Script {
        void talk(Talk talk) throws Exception;
    }

    private RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer start(Script script) throws IOException {
        return start("127.0.0.1", script);
    }

    static RawServer start(String address, Script script) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 1_000);
        return new RawServer(listener, script);
    }

    static RawServer start(ServerSocket listener, Script script) {
        return new RawServer(listener, script);
    }

    /** Answers each request on a connection with the same text. */
    static Script always(String answer) {
        return talk -> {
            while (talk.readRequest() != null) {
                talk.write(answer);
            }
        };
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                boolean first = accepted.getAndIncrement() == 0;
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, first));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, boolean first) {
        open.incrementAndGet();
        try (socket) {
            script.talk(new Talk(socket, first));
        } catch (Exception e) {
            return; // the client has gone away, or the test is over
        } finally {
            open.decrementAndGet();
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    int accepted() {
        return accepted.get();
    }

    int open() {
        return open.get();
    }

    /**
     * How many connections held a request without an answer at once: so many were open on the other side too, whereas
     * one that is closed there is noticed here a moment later.
     */
    int mostUnanswered() {
        return mostUnanswered.get();
    }

    Queue<String> requests() {
        return requests;
    }

    void reset() throws IOException {
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection, from the receiver's side. */
    final class Talk {
        private final Socket socket;
        private final InputStream in;
        private final boolean first;

        private Talk(Socket socket, boolean first) throws IOException {
            this.socket = socket;
            this.first = first;
            this.in = socket.getInputStream();
        }

        /** Head and body as they came; null at the end. */
        @Nullable
        String readRequest() throws IOException {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                request.append((char) next);
            }
            String length = request.toString().toLowerCase(Locale.ROOT).split("content-length: ", 2)[1];
            byte[] body = in.readNBytes(Integer.parseInt(length.split("\r\n", 2)[0]));
            String whole = request.append(new String(body, ISO_8859_1)).toString();
            requests.add(whole);
            mostUnanswered.accumulateAndGet(unanswered.incrementAndGet(), Math::max);
            return whole;
        }

        void write(String text) throws IOException {
            unanswered.decrementAndGet();
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void drip(String text, int everyMillis) throws IOException, InterruptedException {
            for (int i = 0; i < text.length(); i++) {
                write(text.substring(i, i + 1));
                Thread.sleep(everyMillis);
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says nothing until the other side goes away. */
        void hang() throws IOException {
            long unused = in.transferTo(OutputStream.nullOutputStream());
        }

        /** Whether it is the server's first connection. */
        boolean isFirst() {
            return first;
        }
    }
}
