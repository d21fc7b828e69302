package com.agentbot.webhooks.retryscheduler;

import java.util.OptionalLong;

/**
 * How fast due deliveries may go, so that the live lane bears it when very many come due at once. In all no faster than a
 * rate; and while workers are behind, what is late only trickles. What is on time goes in any case: it is the steady
 * stream that the lane has to bear, and must not wait for a herd. Knows no clock; used by one thread.
 */
final class Pace implements WaitingRecords.Permits {
    private final int mostBehind;
    private final Bucket all;
    private final Bucket late;
    private boolean workersBehind;
    private boolean refused;

    /**
     * A pace, with all of it left.
     *
     * @param perSecond most deliveries a second, 1 or more
     * @param trickle most late ones a second while workers are behind, 1 or more
     * @param mostBehind deliveries of one partition that workers may be behind before that
     */
    record Bounds(int perSecond, int trickle, int mostBehind) {}

    Pace(Bounds bounds, long nowNanos) {
        this.mostBehind = bounds.mostBehind();
        this.all = new Bucket(bounds.perSecond(), nowNanos);
        this.late = new Bucket(bounds.trickle(), nowNanos);
    }

    /**
     * Time has passed.
     *
     * @param behind deliveries of one partition that workers are behind; empty when that is not known, which holds
     *     nothing up
     */
    void passed(long nowNanos, OptionalLong behind) {
        all.fill(nowNanos);
        late.fill(nowNanos);
        workersBehind = behind.orElse(0) > mostBehind;
        refused = false;
    }

    @Override
    public boolean take(boolean isLate) {
        boolean trickles = isLate && workersBehind;
        if (!all.has() || (trickles && !late.has())) {
            refused = true;
            return false;
        }
        all.take();
        if (trickles) {
            late.take();
        }
        return true;
    }

    /** Whether something was not let go since time has last passed. */
    boolean hasRefused() {
        return refused;
    }

    /**
     * What has not been used of a rate. It holds a fifth of a second's worth, so that few can go at once however slow the
     * rate; and once it was empty it gives nothing before a twentieth is there again, because many small transactions
     * cost more than few.
     */
    private static final class Bucket {
        private static final double NANOS = 1e9;

        private final double perNano;
        private final double most;
        private final double enough;
        private double left;
        private long filledNanos;
        private boolean empty;

        Bucket(int perSecond, long nowNanos) {
            this.perNano = perSecond / NANOS;
            this.most = Math.max(1, perSecond / 5.0);
            this.enough = Math.max(1, perSecond / 20.0);
            this.left = most;
            this.filledNanos = nowNanos;
        }

        void fill(long nowNanos) {
            left = Math.min(most, left + (nowNanos - filledNanos) * perNano);
            filledNanos = nowNanos;
            empty = empty && left < enough;
        }

        boolean has() {
            empty = empty || left < 1;
            return !empty;
        }

        void take() {
            left--;
        }
    }
}
