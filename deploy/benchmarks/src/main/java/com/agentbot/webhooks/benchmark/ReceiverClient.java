package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** What the benchmark asks the receiver. */
final class ReceiverClient {
    static final String COUNTS = "/counts/";
    static final String RESET = "/reset";

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    ReceiverClient(int port) {
        this.port = port;
    }

    Counts counts() {
        return counts(Long.MAX_VALUE);
    }

    /**
     * The counts, with the last answers among them.
     *
     * @param lastSinceMicros from when on successes are counted as such
     */
    Counts counts(long lastSinceMicros) {
        return Counts.ofJson(ask(COUNTS + lastSinceMicros));
    }

    void reset() {
        String unused = ask(RESET);
    }

    /**
     * Waits until the counts are so.
     *
     * @param what is waited for, said when it does not come
     * @throws IllegalStateException when it has not come in time
     */
    Counts await(String what, Predicate<Counts> condition, Duration patience) throws InterruptedException {
        Counts counts = awaitAtMost(condition, patience);
        if (!condition.test(counts)) {
            throw new IllegalStateException("after " + patience.toSeconds() + " s not yet: " + what + "; " + counts);
        }
        return counts;
    }

    /** Waits until the counts are so or the time is over. */
    Counts awaitAtMost(Predicate<Counts> condition, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Counts counts = counts();
        while (!condition.test(counts) && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            counts = counts();
        }
        return counts;
    }

    private String ask(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER_PATIENCE)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException("the receiver does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while asking the receiver", e);
        }
    }
}
