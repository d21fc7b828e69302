package com.agentbot.webhooks.servicekit;

import java.util.Optional;
import java.util.OptionalInt;

/** One part of a service, such as a server or a loop. Started once, stopped once. */
public interface Part {
    /** Its name in logs and in the readiness report, such as {@code consumer}. */
    String name();

    /**
     * Returns once the part does its work or will do so without further help.
     *
     * @throws Exception when it cannot; the service then stops what was already started and ends
     */
    void start() throws Exception;

    /** Ends the work in good order within the part's own bound. Also called after a {@link #start} that failed. */
    void stop();

    /** Why the part cannot do its work at present, for a person; empty when it can. Called from any thread. */
    default Optional<String> unready() {
        return Optional.empty();
    }

    /** The port that it listens on, once started; empty for a part that listens on none. */
    default OptionalInt port() {
        return OptionalInt.empty();
    }
}
