package com.agentbot.webhooks.benchmark;

import java.time.Duration;

/** What an endpoint does with a request. Its URL's path tells it, so that the receiver needs no other orders. */
sealed interface Behaviour {
    /** Answers 200 as soon as it has the request. */
    record Prompt() implements Behaviour {}

    /** Answers 200 after a while. */
    record Slow(Duration delay) implements Behaviour {}

    /** Never answers. */
    record Hanging() implements Behaviour {}

    /** Answers at once, with a status that is no success. */
    record Failing(int status) implements Behaviour {}

    /** The beginning of the paths of all endpoints that behave so; behind it comes a slash and the endpoint's number. */
    default String path() {
        return switch (this) {
            case Prompt() -> "/ok";
            case Slow(Duration delay) -> "/slow/" + delay.toMillis();
            case Hanging() -> "/hang";
            case Failing(int status) -> "/fail/" + status;
        };
    }

    /**
     * Reads what {@link #path} wrote.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static Behaviour ofPath(String path) {
        String[] parts = path.split("/", -1);
        return switch (parts.length > 1 ? parts[1] : "") {
            case "ok" -> new Prompt();
            case "slow" -> new Slow(Duration.ofMillis(Long.parseLong(parts[2])));
            case "hang" -> new Hanging();
            case "fail" -> new Failing(Integer.parseInt(parts[2]));
            default -> throw new IllegalArgumentException("no endpoint behaves like " + path);
        };
    }
}
