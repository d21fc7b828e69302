package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers that say why a record is on the dead-letter topic or among the invalid events, added to those it came
 * with. All are UTF-8 text.
 */
public final class FailureHeaders {
    /** Why in one fixed word, such as {@code exhausted} or {@code unreadable}. */
    public static final String REASON = "reason";
    /** The last error, for a person. */
    public static final String ERROR = "error";
    /** The last error as one fixed word, such as {@code timeout}; only where there was an attempt. */
    public static final String ERROR_CLASS = "error_class";
    /** The last answer's status; only where there was an answer. */
    public static final String STATUS_CODE = "status_code";
    /** When it was given up, in milliseconds of the Unix epoch. */
    public static final String FAILED_AT = "failed_at";
    /** Where the record was read, as topic-partition-offset. */
    public static final String ORIGIN = "origin";

    /** The longest value: longer ones are cut, so that what a record grows by is bounded. */
    public static final int MAX_CHARACTERS = 1_000;

    private FailureHeaders() {}

    /** Sets one of the headers; a null value leaves it out. */
    public static void set(Headers headers, String name, @Nullable Object value) {
        headers.remove(name);
        if (value != null) {
            headers.add(name, shortened(value.toString()).getBytes(UTF_8));
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "…";
    }
}
