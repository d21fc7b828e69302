package com.agentbot.webhooks.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/**
 * What the receiver saw: by behaviour of the endpoint, how many requests came, when, and which had been answered before.
 * Used by one thread.
 */
final class Ledger {
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;

    private final Map<String, Page> pages = new LinkedHashMap<>();
    private final DeliveryIds delivered = new DeliveryIds();
    private final DeliveryIds cut = new DeliveryIds();
    private final RecentAnswers recent = new RecentAnswers();
    private long firstCutMicros;

    /** Of the endpoints that behave in one way. */
    static final class Page {
        private final Histogram delay = new Histogram(LONGEST_MICROS, DIGITS);
        private long requests;
        private long delivered;
        private long repeated;
        private long resumed;
        private long unanswered;
        private long cut;

        private void reset() {
            delay.reset();
            requests = 0;
            delivered = 0;
            repeated = 0;
            resumed = 0;
            cut = 0;
        }

        private Counts.Page counts() {
            return new Counts.Page(
                    requests,
                    delivered,
                    repeated,
                    resumed,
                    unanswered,
                    cut,
                    new Counts.Delay(
                            delay.getValueAtPercentile(50),
                            delay.getValueAtPercentile(99),
                            delay.getValueAtPercentile(99.9),
                            delay.getTotalCount() == 0 ? 0 : delay.getMaxValue()));
        }
    }

    /** The page of the endpoints whose paths begin so. */
    Page page(String behaviourPath) {
        return pages.computeIfAbsent(behaviourPath, path -> new Page());
    }

    /**
     * A request has come, all of it.
     *
     * @param sentMicros when its event was due to be sent; 0 when it does not say
     */
    void arrived(Page page, UUID delivery, long sentMicros, long nowMicros) {
        page.requests++;
        page.unanswered++;
        if (delivered.contains(delivery)) {
            page.repeated++;
        } else if (cut.contains(delivery)) {
            page.resumed++;
        } else if (sentMicros > 0) {
            page.delay.recordValue(Math.clamp(nowMicros - sentMicros, 0, LONGEST_MICROS));
        }
    }

    void answered(Page page, UUID delivery, boolean success, long nowMicros) {
        page.unanswered--;
        if (success) {
            recent.add(nowMicros);
            if (delivered.add(delivery)) {
                page.delivered++;
            }
        }
    }

    /** The connection has broken before the answer. */
    void cut(Page page, UUID delivery, long nowMicros) {
        page.unanswered--;
        page.cut++;
        boolean unused = cut.add(delivery);
        if (firstCutMicros == 0) {
            firstCutMicros = nowMicros;
        }
    }

    /**
     * All counts since the last reset.
     *
     * @param lastSinceMicros from when on successes up to the first cut are counted as the last ones
     */
    Counts counts(long lastSinceMicros) {
        Map<String, Counts.Page> counts = new LinkedHashMap<>();
        pages.forEach((path, page) -> counts.put(path, page.counts()));
        long last = firstCutMicros == 0 ? 0 : recent.between(lastSinceMicros, firstCutMicros);
        return new Counts(counts, last);
    }

    /** Counts from 0 again; but what was answered is remembered, so that a repetition is known whenever it comes. */
    void reset() {
        pages.values().forEach(Page::reset);
        firstCutMicros = 0;
    }
}
