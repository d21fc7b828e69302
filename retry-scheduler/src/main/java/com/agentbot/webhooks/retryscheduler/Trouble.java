package com.agentbot.webhooks.retryscheduler;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which Kafka does not take what is due: tries grow rarer, it is told once when it begins and once when it
 * ends. Trouble that passes by itself is waited out for as long as it takes. Used by one thread, but for {@link #reason}.
 */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /**
     * How often in a row something may fail that is not known to pass by itself. A rebalance or a fenced producer is
     * mended by the first try; a missing permission is by none, and somebody has to act.
     */
    private static final int TRIES = 10;

    private final Duration longestPause;
    private volatile Optional<String> reason = Optional.of("not connected to Kafka yet");
    private boolean told;
    private int unmended;
    private Duration pause = Duration.ZERO;
    private long since;

    Trouble(Duration longestPause) {
        this.longestPause = longestPause;
    }

    /**
     * A try has failed.
     *
     * @throws KafkaException the same again, when it has failed too often to go on
     */
    void met(KafkaException failure, long nowNanos) {
        unmended = passesByItself(failure) ? 0 : unmended + 1;
        if (unmended >= TRIES) {
            throw failure;
        }
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
        since = nowNanos;
        reason = Optional.of("Kafka does not take due deliveries: " + failure.getMessage());
        if (!told) {
            told = true;
            LOG.warn("Due deliveries cannot be forwarded; they are kept and tried again until they are", failure);
        }
    }

    /** A try has succeeded. */
    void over() {
        if (told) {
            LOG.warn("Due deliveries are forwarded again");
        }
        told = false;
        unmended = 0;
        pause = Duration.ZERO;
        reason = Optional.empty();
    }

    /** How long to wait still before the next try; zero or less when there is nothing to wait for. */
    Duration pausesFor(long nowNanos) {
        return pause.isZero() ? Duration.ZERO : pause.minusNanos(nowNanos - since);
    }

    /** Why nothing is forwarded at present, for a person. */
    Optional<String> reason() {
        return reason;
    }

    private static boolean passesByItself(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
