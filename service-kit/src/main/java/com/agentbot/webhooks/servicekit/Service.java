package com.agentbot.webhooks.servicekit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named list of parts: started in order, stopped in reverse. A part that fails while running ends the whole service,
 * loudly. Safe for use by many threads.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final String name;
    private final List<Part> parts;
    private final Failures failures;
    private final Deque<Part> started = new ArrayDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    /** Where parts report what they cannot go on after. One for a process: the first report decides. */
    public static final class Failures {
        private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
        private final CountDownLatch latch = new CountDownLatch(1);

        /** Reports a failure after which the process must end. Returns at once. */
        public void report(String part, Throwable failure) {
            if (failure instanceof StartFailure) {
                // Its message is made for a person, who can mend it.
                LOG.error("{} failed; the process ends: {}", part, failure.getMessage());
            } else {
                LOG.error("{} failed; the process ends", part, failure);
            }
            first.compareAndSet(null, failure);
            latch.countDown();
        }

        public @Nullable Throwable first() {
            return first.get();
        }

        /** Blocks until something is reported. */
        public void await() throws InterruptedException {
            latch.await();
        }
    }

    public Service(String name, Failures failures, List<? extends Part> parts) {
        this.name = name;
        this.failures = failures;
        this.parts = List.copyOf(parts);
    }

    public String name() {
        return name;
    }

    /**
     * Starts each part. When one cannot start, those before it are stopped again.
     *
     * @throws Exception what the part threw
     */
    public void start() throws Exception {
        long began = System.nanoTime();
        for (Part part : parts) {
            synchronized (started) {
                started.push(part);
            }
            try {
                part.start();
            } catch (Exception e) {
                close();
                throw e;
            }
        }
        running = true;
        LOG.info("{} started in {} ms{}", name, (System.nanoTime() - began) / 1_000_000, ports());
    }

    private String ports() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            part.port()
                    .ifPresent(port -> text.append(", ")
                            .append(part.name())
                            .append(" port ")
                            .append(port));
        }
        return text.toString();
    }

    /**
     * The port that a part listens on, once started.
     *
     * @throws IllegalArgumentException when there is no such part, or it listens on none
     */
    public int port(String part) {
        return parts.stream()
                .filter(candidate -> candidate.name().equals(part))
                .flatMapToInt(candidate -> candidate.port().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no part '" + part + "' with a port"));
    }

    /** What keeps the service from being ready, by part; empty when it is ready. */
    public Map<String, String> unready() {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (!running) {
            reasons.put(name, "not started");
        }
        if (stopping.get()) {
            reasons.put(name, "stopping");
        }
        for (Part part : parts) {
            Optional<String> reason = part.unready();
            reason.ifPresent(text -> reasons.put(name + "/" + part.name(), text));
        }
        return reasons;
    }

    /** Whether the process can go on: false once a part has failed for good. */
    public boolean alive() {
        return failures.first() == null;
    }

    /** Stops each started part in reverse order. A second call waits for the first to end. */
    @Override
    public void close() {
        if (stopping.getAndSet(true)) {
            awaitStopped();
            return;
        }
        try {
            synchronized (started) {
                while (!started.isEmpty()) {
                    stop(started.pop());
                }
            }
            LOG.info("{} stopped", name);
        } finally {
            stopped.countDown();
        }
    }

    private void stop(Part part) {
        try {
            part.stop();
        } catch (RuntimeException e) {
            LOG.error("{}: {} did not stop cleanly", name, part.name(), e);
        }
    }

    private void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
