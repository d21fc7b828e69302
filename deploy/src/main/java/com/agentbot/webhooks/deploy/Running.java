package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in reverse order. A stop may come from another thread in the middle of the
 * start: then what has just been started is stopped at once, and nothing more is. Safe for use by many threads.
 */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private boolean stopping;

    /**
     * Notes what has just been started.
     *
     * @throws StartFailure when a stop has come in between; the thing is then stopped already
     */
    <T extends AutoCloseable> T add(T thing) throws StartFailure {
        boolean late;
        synchronized (this) {
            late = stopping;
            if (!late) {
                started.push(thing);
            }
        }
        if (late) {
            stop(thing);
            throw new StartFailure("Stopped while starting.");
        }
        return thing;
    }

    /** To be called when nothing more will be added, whether the start went well or not. */
    void startEnded() {
        startEnded.countDown();
    }

    /**
     * Stops everything.
     *
     * @param patience how long to wait for a start in another thread to notice
     */
    void stop(Duration patience) throws InterruptedException {
        synchronized (this) {
            stopping = true;
        }
        for (AutoCloseable next = next(); next != null; next = next()) {
            stop(next);
        }
        if (!startEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("something was still starting and is left alone");
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        return started.poll();
    }

    private static void stop(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.error("{} did not stop cleanly", thing, e);
        }
    }
}
