package com.agentbot.webhooks.eventingest;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Receives the bodies of requests. Memory is taken as bytes arrive, never for what a header merely announces, and is
 * bounded for each request and for all together. Safe for use by many threads.
 */
final class RequestBodies {
    /** What a request takes beside its body, whatever its size. */
    static final int REQUEST_BYTES = 16 * 1024;

    private static final int CHUNK_BYTES = 16 * 1024;

    private final Bounds bounds;
    private final Semaphore room;

    /**
     * How much may be held.
     *
     * @param largestBytes of one body
     * @param togetherBytes of all requests, {@link #REQUEST_BYTES} a request included
     * @param patience how long one body may take to arrive
     */
    record Bounds(int largestBytes, int togetherBytes, Duration patience) {}

    RequestBodies(Bounds bounds) {
        this.bounds = bounds;
        this.room = new Semaphore(bounds.togetherBytes());
    }

    /** Bytes held at present. */
    int held() {
        return bounds.togetherBytes() - room.availablePermits();
    }

    /** Receives the body of a request; its room is taken until it is closed. */
    Body receive(Context context) throws Refusal {
        if (context.contentLength() > bounds.largestBytes()) {
            throw tooLarge();
        }
        Body body = new Body();
        try {
            body.receive(context.bodyInputStream());
            return body;
        } catch (IOException e) {
            body.close();
            throw Refusal.incomplete("The request's body did not arrive whole.");
        } catch (Refusal | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private Refusal tooLarge() {
        return Refusal.tooLarge("The request's body is larger than the " + bounds.largestBytes()
                + " bytes that are taken. Send fewer events at once.");
    }

    /** A body in memory. For one thread. */
    final class Body implements AutoCloseable {
        private byte[] bytes = {};
        private int taken;

        private void receive(InputStream in) throws IOException, Refusal {
            long deadline = System.nanoTime() + bounds.patience().toNanos();
            take(REQUEST_BYTES);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (received.size() + read > bounds.largestBytes()) {
                    throw tooLarge();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw Refusal.incomplete("The request's body did not arrive within " + bounds.patience() + ".");
                }
                take(read);
                received.write(chunk, 0, read);
            }
            bytes = received.toByteArray();
        }

        private void take(int count) throws Refusal {
            // Who cannot be served now is told so at once; to wait would hold what others need to end.
            if (!room.tryAcquire(count)) {
                throw Refusal.busy();
            }
            taken += count;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            room.release(taken);
            taken = 0;
        }
    }
}
