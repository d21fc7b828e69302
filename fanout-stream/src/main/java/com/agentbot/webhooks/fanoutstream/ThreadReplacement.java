package com.agentbot.webhooks.fanoutstream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces a thread that died, up to a bound; what a new thread would die of just the same ends the process. */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final Duration SPAN = Duration.ofMinutes(10);

    private final int bound;
    private final InstantSource clock;
    private final FanoutMetrics metrics;
    private final Consumer<Throwable> end;
    private final Deque<Long> replacedAtMillis = new ArrayDeque<>();

    /**
     * A handler for one application.
     *
     * @param bound how many threads may be replaced within ten minutes
     * @param end is told what cannot be mended
     */
    ThreadReplacement(int bound, InstantSource clock, FanoutMetrics metrics, Consumer<Throwable> end) {
        this.bound = bound;
        this.clock = clock;
        this.metrics = metrics;
        this.end = end;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        if (failure instanceof Error || isLasting(failure) || isOfTheGlobalThread() || !mayReplaceAnother()) {
            end.accept(failure);
            return SHUTDOWN_CLIENT;
        }
        metrics.replacedThread();
        LOG.warn("a stream thread died and is replaced", failure);
        return REPLACE_THREAD;
    }

    private static boolean isLasting(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingSourceTopicException
                    || cause instanceof InvalidOffsetException
                    || cause instanceof AuthorizationException
                    || cause instanceof AuthenticationException
                    || cause instanceof FencedInstanceIdException
                    || cause instanceof UnsupportedVersionException) {
                return true;
            }
        }
        return false;
    }

    /** The one that keeps the index. Kafka Streams has one only, and cannot replace it. */
    private static boolean isOfTheGlobalThread() {
        return Thread.currentThread().getName().endsWith("GlobalStreamThread");
    }

    private boolean mayReplaceAnother() {
        long now = clock.millis();
        replacedAtMillis.removeIf(at -> at <= now - SPAN.toMillis());
        replacedAtMillis.addLast(now);
        return replacedAtMillis.size() <= bound;
    }
}
