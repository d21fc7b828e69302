package com.agentbot.webhooks.deliveryworker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that have nothing to do, until they are forgotten: soon, or late where there is something to remember. With
 * a million webhooks most are heard of now and then only, and not all of them can be held. Used by one thread.
 */
final class Resting {
    /** Long enough for one that gets an event every few seconds. */
    private static final Duration BRIEFLY = Duration.ofSeconds(10);

    private final Duration memory;
    private final Deque<Rest> brief = new ArrayDeque<>();
    private final Deque<Rest> lasting = new ArrayDeque<>();

    /** The endpoint may have had something to do since. */
    private record Rest(Endpoint endpoint, long since) {}

    /**
     * Nobody rests.
     *
     * @param memory how long those are remembered of whom there is something to remember
     */
    Resting(Duration memory) {
        this.memory = memory;
    }

    /** It has nothing to do from now on. */
    void begins(Endpoint endpoint, long now) {
        endpoint.idleSince = now;
        if (!endpoint.idle) {
            endpoint.idle = true;
            brief.addLast(new Rest(endpoint, now));
        }
    }

    /** Lets go of those who have rested long enough. */
    void forget(long now, Consumer<Endpoint> forgotten) {
        for (Endpoint endpoint = next(brief, now, brief()); endpoint != null; endpoint = next(brief, now, brief())) {
            if (!isOver(endpoint, now, brief())) {
                comesBack(endpoint);
            } else if (endpoint.isUnremarkable(now)) {
                endpoint.idle = false;
                forgotten.accept(endpoint);
            } else {
                lasting.addLast(new Rest(endpoint, endpoint.idleSince));
            }
        }
        for (Endpoint endpoint = next(lasting, now, memory); endpoint != null; endpoint = next(lasting, now, memory)) {
            if (isOver(endpoint, now, memory)) {
                endpoint.idle = false;
                forgotten.accept(endpoint);
            } else {
                comesBack(endpoint);
            }
        }
    }

    private Duration brief() {
        return memory.compareTo(BRIEFLY) < 0 ? memory : BRIEFLY;
    }

    private static @Nullable Endpoint next(Deque<Rest> rests, long now, Duration length) {
        Rest first = rests.peekFirst();
        return first != null && now - first.since() >= length.toNanos()
                ? rests.removeFirst().endpoint()
                : null;
    }

    private static boolean isOver(Endpoint endpoint, long now, Duration length) {
        return endpoint.isIdle() && now - endpoint.idleSince >= length.toNanos();
    }

    /** It had something to do meanwhile. */
    private void comesBack(Endpoint endpoint) {
        endpoint.idle = false;
        if (endpoint.isIdle()) {
            begins(endpoint, endpoint.idleSince);
        }
    }
}
