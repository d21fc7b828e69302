package com.agentbot.webhooks.benchmark;

import java.util.HashMap;
import java.util.Map;

/** What a request's path asks for. Each path is read once and then remembered. Used by one thread. */
final class ReceiverRoutes {
    private final Ledger ledger;
    private final Map<String, Route> known = new HashMap<>();

    sealed interface Route {
        /** A delivery to an endpoint. */
        record Endpoint(Behaviour behaviour, Ledger.Page page) implements Route {}

        /**
         * The benchmark asks for the counts.
         *
         * @param lastSinceMicros as in {@link Ledger#counts}
         */
        record Report(long lastSinceMicros) implements Route {}

        /** The benchmark wants to count from 0. */
        record Reset() implements Route {}

        record Unknown() implements Route {}
    }

    ReceiverRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    Route of(String path) {
        return known.computeIfAbsent(path, this::read);
    }

    private Route read(String path) {
        if (path.startsWith(ReceiverClient.COUNTS)) {
            return new Route.Report(Long.parseLong(path.substring(ReceiverClient.COUNTS.length())));
        }
        if (path.equals(ReceiverClient.RESET)) {
            return new Route.Reset();
        }
        String behaviourPath = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        try {
            return new Route.Endpoint(Behaviour.ofPath(behaviourPath), ledger.page(behaviourPath));
        } catch (IllegalArgumentException e) {
            return new Route.Unknown();
        }
    }
}
