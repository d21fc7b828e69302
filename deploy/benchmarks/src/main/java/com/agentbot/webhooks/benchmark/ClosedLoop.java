package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Sends as many events as the system takes: never more than a bound before those ahead of them have arrived. */
final class ClosedLoop {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final EventProducer producer;
    private final int outstanding;

    /** Sends with at most so many events on their way. */
    ClosedLoop(EventProducer producer, int outstanding) {
        this.producer = producer;
        this.outstanding = outstanding;
    }

    /**
     * Returns once that many events have been taken by Kafka.
     *
     * @param sites one after the other
     * @param arrived how many of them have arrived by now
     */
    void run(List<Site> sites, long events, LongSupplier arrived) throws InterruptedException {
        long sent = 0;
        while (sent < events) {
            long room = Math.min(events - sent, arrived.getAsLong() + outstanding - sent);
            for (long i = 0; i < room; i++) {
                producer.send(sites.get((int) (sent % sites.size())), WallClock.micros());
                sent++;
            }
            Thread.sleep(PAUSE);
        }
        producer.flush();
    }
}
