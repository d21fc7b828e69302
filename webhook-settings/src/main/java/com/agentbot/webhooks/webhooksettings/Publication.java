package com.agentbot.webhooks.webhooksettings;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What those who change webhooks and the one who publishes tell each other within this process. Safe for use by many
 * threads.
 */
final class Publication {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition published = lock.newCondition();
    private boolean waiting;
    private long version = -1;

    /** A change has been committed. */
    void changed() {
        lock.lock();
        try {
            waiting = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when a change was committed since the last call, or after the time given. */
    void awaitChange(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!waiting && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            waiting = false;
        } finally {
            lock.unlock();
        }
    }

    /** Every change up to this version is on the topic. */
    void published(long upTo) {
        lock.lock();
        try {
            version = Math.max(version, upTo);
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this process has published the version, waiting for it within the time given. */
    boolean awaitPublished(long wanted, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(atMost.toMillis());
            while (version < wanted && nanos > 0) {
                nanos = published.awaitNanos(nanos);
            }
            return version >= wanted;
        } finally {
            lock.unlock();
        }
    }
}
