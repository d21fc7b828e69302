package com.agentbot.webhooks.retryscheduler;

import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much of a partition waits and how much of that is due, on the broker and at hand.
 *
 * @param waiting deliveries that are not forwarded, due or not
 * @param overdue those of them that are due
 * @param overdueMillis for how long the first of them has been due; 0 when none is, or none is at hand
 */
record Backlog(long waiting, long overdue, long overdueMillis) {
    static final Backlog NONE = new Backlog(0, 0, 0);

    /**
     * Counts what is at hand and estimates what is not.
     *
     * @param held what is at hand; null when nothing is
     * @param nextOffset the first that is not at hand
     * @param ends what the broker says of the partition
     * @param records how many records lie on so many offsets
     */
    static Backlog of(
            WaitingRecords.@Nullable Held held, long nextOffset, PartitionEnds ends, LongUnaryOperator records) {
        long unread = Math.max(0, ends.end() - nextOffset);
        // Due times rise with offsets: where one at hand is not due yet, none behind it is.
        boolean allHeldAreDue = held == null || held.due() == held.count();
        long unreadDue = allHeldAreDue ? Math.clamp(ends.firstNotDue() - nextOffset, 0, unread) : 0;
        long unreadRecords = records.applyAsLong(unread);
        long unreadDueRecords = records.applyAsLong(unreadDue);
        return held == null
                ? new Backlog(unreadRecords, unreadDueRecords, 0)
                : new Backlog(held.count() + unreadRecords, held.due() + unreadDueRecords, held.oldestDueMillis());
    }

    Backlog plus(Backlog other) {
        return new Backlog(
                waiting + other.waiting, overdue + other.overdue, Math.max(overdueMillis, other.overdueMillis));
    }
}
