package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.servicekit.Problem;
import org.jspecify.annotations.Nullable;

/** Why a request was not accepted; nothing of it is acknowledged. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final Problem problem;

    private Refusal(String reason, Problem problem) {
        super(problem.getMessage(), null, false, false);
        this.reason = reason;
        this.problem = problem;
    }

    static Refusal unauthenticated(String detail) {
        return new Refusal("unauthenticated", Problem.unauthorized(detail));
    }

    static Refusal unsupportedMediaType(String detail) {
        return new Refusal("unsupported_media_type", new Problem(415, "Unsupported media type", detail, null));
    }

    /** A header that cannot be used. */
    static Refusal badHeader(String header, String fault) {
        return new Refusal("bad_header", Problem.badRequest(header, header + " " + fault));
    }

    static Refusal tooLarge(String detail) {
        return tooLarge("too_large", null, detail);
    }

    private static Refusal tooLarge(String reason, @Nullable String field, String detail) {
        return new Refusal(reason, new Problem(413, "Content too large", detail, field));
    }

    /** The body did not arrive whole. */
    static Refusal incomplete(String detail) {
        return new Refusal("incomplete", new Problem(408, "Request timeout", detail, null));
    }

    /** An empty array: whoever sends one has most likely lost something on the way here. */
    static Refusal noEvent() {
        return new Refusal("no_event", Problem.invalid(null, "The array holds no event; send at least one."));
    }

    static Refusal busy() {
        return new Refusal("busy", Problem.unavailable("Too much is being sent at once. Try again in a moment."));
    }

    /** Kafka has not confirmed the events, whether it has them or not. */
    static Refusal unconfirmed() {
        return new Refusal(
                "unconfirmed",
                Problem.unavailable(
                        "Kafka did not confirm the events in time, so none of them is acknowledged. Send the"
                                + " request again; with an Idempotency-Key, or ids of your own, no event is delivered twice."));
    }

    /** What is no JSON is a bad request; what is too large is that; all else is well-formed and breaks a rule. */
    static Refusal of(InvalidEvent e) {
        String field = e.path().isEmpty() ? null : e.path();
        String message = String.valueOf(e.getMessage());
        String detail = field == null ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
        return switch (e.reason()) {
            case "empty", "not_utf8", "not_json", "trailing_content" ->
                new Refusal(e.reason(), Problem.badRequest(field, detail));
            case "too_large", "too_many_events" -> tooLarge(e.reason(), field, detail);
            default -> new Refusal(e.reason(), Problem.invalid(field, detail));
        };
    }

    /** One of a fixed few words, such as {@code not_json}. */
    String reason() {
        return reason;
    }

    Problem problem() {
        return problem;
    }
}
