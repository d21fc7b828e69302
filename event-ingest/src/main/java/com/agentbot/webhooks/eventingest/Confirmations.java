package com.agentbot.webhooks.eventingest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator that Kafka does not confirm events, and that it does again; not for each request. */
final class Confirmations {
    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong missingSince = new AtomicLong(NEVER);

    void missing(@Nullable Throwable why) {
        long now = System.nanoTime();
        long last = missingSince.get();
        if ((last == NEVER || now - last > QUIET_NANOS) && missingSince.compareAndSet(last, now)) {
            LOG.warn("Kafka does not confirm events, senders are told 503: {}", String.valueOf(why));
        }
    }

    void confirmed() {
        long last = missingSince.get();
        // Not at once: while some requests fail and some do not, one line is enough.
        if (last != NEVER && System.nanoTime() - last > QUIET_NANOS && missingSince.compareAndSet(last, NEVER)) {
            LOG.info("Kafka confirms events again");
        }
    }
}
