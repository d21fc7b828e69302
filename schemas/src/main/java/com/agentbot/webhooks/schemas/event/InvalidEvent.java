package com.agentbot.webhooks.schemas.event;

import java.util.Locale;

/** What is no valid event. The message is one sentence that names the path, fit for a header and for the producer. */
public final class InvalidEvent extends Exception {
    private static final long serialVersionUID = 1L;

    /** What can be wrong. Written in lower case. */
    enum Reason {
        /** There is no value, or nothing but white space. */
        EMPTY,
        /** The bytes are not UTF-8, or begin with a byte order mark. */
        NOT_UTF8,
        /** The text is not JSON (RFC 8259). */
        NOT_JSON,
        /** Something follows the event. */
        TRAILING_CONTENT,
        /** Objects and arrays lie deeper in each other than the bound allows. */
        TOO_DEEP,
        /** One object holds the same key twice. */
        DUPLICATE_KEY,
        /** Half of a surrogate pair stands alone. */
        LONE_SURROGATE,
        /** A number lies beyond what a double can reach. */
        NUMBER_TOO_LARGE,
        /** A whole number that a double does not hold. */
        NUMBER_NOT_EXACT,
        /** The event is not a JSON object. */
        NOT_AN_OBJECT,
        /** The event's type is not known. */
        UNKNOWN_EVENT,
        /** A field that must be there is not. */
        MISSING_FIELD,
        /** A field is not what the event type's schema asks for. */
        WRONG_FIELD,
        /** The body to POST is longer than the bound allows. */
        TOO_LARGE,
        /** A batch holds more events than the bound allows. */
        TOO_MANY_EVENTS;

        private final String spelling = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return spelling;
        }
    }

    private final Reason reason;
    private final String path;

    /**
     * @param path the place at fault as {@link JsonPath} writes it
     * @param fault what is wrong there, such as {@code is missing}
     */
    InvalidEvent(Reason reason, String path, String fault) {
        super((path.isEmpty() ? "the event" : path) + " " + fault);
        this.reason = reason;
        this.path = path;
    }

    /**
     * For a rule that no schema can state.
     *
     * @param path the field at fault, such as {@code id} or {@code [3].id}
     * @param fault what is wrong there, such as {@code holds a control character}
     */
    public static InvalidEvent wrongField(String path, String fault) {
        return new InvalidEvent(Reason.WRONG_FIELD, path, fault);
    }

    /** What is wrong in one fixed word, such as {@code duplicate_key}. */
    public String reason() {
        return reason.toString();
    }

    /** Where it is wrong, such as {@code data.items[3].price}; in a batch {@code [3].site_id}; empty for the whole. */
    public String path() {
        return path;
    }

    /** No stack trace: this is a verdict on the input, and a flood of bad input must stay cheap. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
