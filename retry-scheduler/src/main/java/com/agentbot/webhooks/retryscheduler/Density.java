package com.agentbot.webhooks.retryscheduler;

/**
 * How many of a partition's offsets are deliveries, learnt from what was read of it last. The others are the marks of
 * transactions, one for each, and what transactions took back. Used by one thread.
 */
final class Density {
    /** So many offsets are enough to tell; what was read before them counts less and less. */
    private static final long ENOUGH_OFFSETS = 10_000;

    private long offsets;
    private long records;
    private long nextOffset = -1;

    /** So many records were read, from the first of these offsets up to the one before the last. */
    void read(long firstOffset, long endOffset, long number) {
        long begin = nextOffset >= 0 && nextOffset <= firstOffset ? nextOffset : firstOffset;
        nextOffset = endOffset;
        if (offsets > ENOUGH_OFFSETS) {
            offsets /= 2;
            records /= 2;
        }
        offsets += endOffset - begin;
        records += number;
    }

    /** About how many records lie on so many offsets; as long as nothing was read, as many. */
    long records(long onOffsets) {
        return offsets == 0 ? onOffsets : (long) ((double) onOffsets * records / offsets);
    }
}
