package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The new deliveries of a webhook, one after the other until Ctrl-C, also after the API was away for a while. */
final class DeliveryStream {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Before now, so that clocks that differ a little lose nothing. What was there by then is left out by its id. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private final Follow follow;
    private final Stop stop;
    private final Terminal terminal;

    /** What is done with each. */
    interface Each {
        /** Does it, before the next one's turn. */
        void take(JsonNode delivery) throws InterruptedException;
    }

    private DeliveryStream(Follow follow, Stop stop, Terminal terminal) {
        this.follow = follow;
        this.stop = stop;
        this.terminal = terminal;
    }

    /** Begins with what comes in from now on, or with all since the time that was asked for. */
    static DeliveryStream of(Asking command, String path, DeliveryFilters filters) throws InterruptedException {
        Api api = command.api();
        Follow.Deliveries list = (since, until, cursor, limit) -> {
            Map<String, @Nullable String> query = new HashMap<>(filters.query());
            query.put("since", since.toString());
            query.put("until", until == null ? null : until.toString());
            query.put("cursor", cursor);
            query.put("limit", Integer.toString(limit));
            return api.get(path + Api.query(query)).json();
        };
        Instant begin = filters.begin();
        if (begin != null) {
            return new DeliveryStream(new Follow(list, begin), command.stop(), command.terminal());
        }
        Instant now = api.get(path + "?limit=1").at();
        Follow follow = new Follow(list, now.minus(OVERLAP));
        follow.fresh();
        return new DeliveryStream(follow, command.stop(), command.terminal());
    }

    /** What is done after each look. */
    interface Afterwards {
        /** Does it. */
        void run() throws InterruptedException;
    }

    void run(Each each) throws InterruptedException {
        run(each, () -> {});
    }

    void run(Each each, Afterwards afterwards) throws InterruptedException {
        stop.listen();
        Duration pause = POLL;
        do {
            List<JsonNode> found = List.of();
            try {
                found = follow.fresh();
                pause = POLL;
            } catch (Failure failure) {
                pause = longer(failure, pause);
            }
            for (JsonNode delivery : found) {
                if (stop.isAsked()) {
                    return;
                }
                each.take(delivery);
            }
            afterwards.run();
            // Nobody reads any more: the pipe's other end is closed.
        } while (!terminal.out().checkError() && !stop.within(pause));
    }

    /** Twice as long after each failure that passes; one that does not is thrown on. */
    private Duration longer(Failure failure, Duration pause) {
        if (!failure.passes()) {
            throw failure;
        }
        if (pause.equals(POLL)) {
            terminal.note(failure.getMessage() + " Trying again.");
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
