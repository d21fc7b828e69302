package com.agentbot.webhooks.benchmark;

import java.util.UUID;

/**
 * A set of delivery ids that takes 16 bytes for each place: millions are kept through a long run. Used by one thread.
 */
final class DeliveryIds {
    private static final int FIRST_PLACES = 1 << 12;

    /** Two numbers a place, both 0 where it is free. */
    private long[] places = new long[FIRST_PLACES * 2];

    private int size;

    /** Returns false when it was there already. */
    boolean add(UUID id) {
        int place = place(places, id.getMostSignificantBits(), id.getLeastSignificantBits());
        if (places[place] != 0 || places[place + 1] != 0) {
            return false;
        }
        places[place] = id.getMostSignificantBits();
        places[place + 1] = id.getLeastSignificantBits();
        size++;
        if (size * 3L > places.length) {
            grow();
        }
        return true;
    }

    boolean contains(UUID id) {
        int place = place(places, id.getMostSignificantBits(), id.getLeastSignificantBits());
        return places[place] != 0 || places[place + 1] != 0;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[places.length * 2];
        for (int i = 0; i < places.length; i += 2) {
            if (places[i] != 0 || places[i + 1] != 0) {
                int place = place(larger, places[i], places[i + 1]);
                larger[place] = places[i];
                larger[place + 1] = places[i + 1];
            }
        }
        places = larger;
    }

    /** Where the id is, or the free place where it would be put. */
    private static int place(long[] places, long most, long least) {
        long mixed = (most ^ least) * 0x9E3779B97F4A7C15L;
        int mask = places.length / 2 - 1;
        int at = (int) (mixed >>> 32) & mask;
        while ((places[at * 2] != 0 || places[at * 2 + 1] != 0)
                && (places[at * 2] != most || places[at * 2 + 1] != least)) {
            at = (at + 1) & mask;
        }
        return at * 2;
    }
}
