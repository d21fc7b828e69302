package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds each delivery of a list once, as they come in. The list is in the order of their events, but a delivery comes
 * into it when its first attempt is known: after others whose events are later. So what was seen is known by id, what is
 * recent is read again each time, and what is older is gone through bit by bit, over and over.
 */
final class Follow {
    /** Behind the newest one: nearly all of what comes late comes within this. */
    private static final Duration RECENT = Duration.ofSeconds(30);
    /** What comes later than this is not found; what was seen is kept as long. */
    private static final Duration LOOK_BACK = Duration.ofHours(24);
    /** Of the older ones, each time. */
    private static final int PAGES = 2;

    private static final int PAGE = 200;

    private final Deliveries list;
    private final Map<String, Instant> seen = new HashMap<>();
    private final List<JsonNode> fresh = new ArrayList<>();
    private Instant floor;
    private Instant newest;
    private @Nullable String older;

    /** Where deliveries come from, the newest first. */
    interface Deliveries {
        /**
         * One page.
         *
         * @param until null for no end
         * @param cursor of the page before; null for the first
         */
        JsonNode page(Instant since, @Nullable Instant until, @Nullable String cursor, int limit)
                throws InterruptedException;
    }

    /**
     * Begins.
     *
     * @param since what is of before is not wanted
     */
    Follow(Deliveries list, Instant since) {
        this.list = list;
        this.floor = since;
        this.newest = since;
    }

    /** Those not found before, in the order of their events. After a {@link Failure} none is lost: the next call has them. */
    List<JsonNode> fresh() throws InterruptedException {
        Instant edge = later(floor, newest.minus(RECENT));
        String cursor = null;
        do {
            cursor = take(list.page(edge, null, cursor, PAGE));
        } while (cursor != null);
        for (int i = 0; i < PAGES && edge.isAfter(floor); i++) {
            older = take(list.page(floor, edge, older, PAGE));
            if (older == null) {
                break;
            }
        }
        forget();
        List<JsonNode> found = new ArrayList<>(fresh);
        fresh.clear();
        found.sort(Comparator.comparing(Follow::at));
        return found;
    }

    /** Takes what is new of a page; where the next one begins. */
    private @Nullable String take(JsonNode page) {
        for (JsonNode delivery : page.path("deliveries")) {
            Instant at = at(delivery);
            if (seen.putIfAbsent(delivery.path("id").asText(), at) == null) {
                fresh.add(delivery);
                newest = later(newest, at);
            }
        }
        return page.path("next").textValue();
    }

    private void forget() {
        Instant horizon = newest.minus(LOOK_BACK);
        // Only now and then: each time means to look at all.
        if (horizon.minus(RECENT).isAfter(floor)) {
            floor = horizon;
            seen.values().removeIf(at -> at.isBefore(horizon));
        }
    }

    private static Instant at(JsonNode delivery) {
        return Instant.parse(delivery.path("created_at").asText());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
