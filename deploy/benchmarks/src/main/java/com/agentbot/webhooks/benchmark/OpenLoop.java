package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events at fixed rates, whatever the system makes of it. Each event bears the time when it was due: a system that
 * slows down the sending does not hide its delay by it.
 */
final class OpenLoop {
    private final EventProducer producer;

    /**
     * Events of some sites, one site after the other.
     *
     * @param perSecond of all these sites together
     */
    record Stream(List<Site> sites, double perSecond) {}

    OpenLoop(EventProducer producer) {
        this.producer = producer;
    }

    /**
     * Returns when the time is over and Kafka has all events.
     *
     * @return how many were sent, by stream
     */
    List<Long> run(List<Stream> streams, Duration time) {
        long begin = System.nanoTime();
        long beginMicros = WallClock.micros();
        long[] sent = new long[streams.size()];
        int next = next(streams, sent);
        while (due(streams.get(next), sent[next]) < time.toNanos()) {
            Stream stream = streams.get(next);
            long due = due(stream, sent[next]);
            pauseUntil(begin + due);
            int site = (int) (sent[next] % stream.sites().size());
            producer.send(stream.sites().get(site), beginMicros + due / 1_000);
            sent[next]++;
            next = next(streams, sent);
        }
        producer.flush();
        return Arrays.stream(sent).boxed().toList();
    }

    /** The stream whose event is due first. */
    private static int next(List<Stream> streams, long[] sent) {
        int first = 0;
        for (int i = 1; i < sent.length; i++) {
            if (due(streams.get(i), sent[i]) < due(streams.get(first), sent[first])) {
                first = i;
            }
        }
        return first;
    }

    /** Nanoseconds from the beginning to the event with this number. The first is due one interval after it. */
    private static long due(Stream stream, long number) {
        return (long) ((number + 1) * 1e9 / stream.perSecond());
    }

    private static void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
