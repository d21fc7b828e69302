package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How values of the API are written for people, and what people write for the API. Pure but for the clock. */
final class Texts {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

    private Texts() {}

    /** A dash where there is nothing. */
    static String of(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }

    /** To the second, so that it fits and can be given back. */
    static String time(JsonNode value) {
        if (!value.isTextual()) {
            return "-";
        }
        try {
            return Instant.parse(value.textValue())
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (DateTimeException e) {
            return value.textValue();
        }
    }

    /** Day and time without the year, for lists, where there is little room. */
    static String shortTime(JsonNode value) {
        String time = time(value);
        return time.matches("[0-9]{4}-.{14}Z") ? time.substring(5, 19).replace('T', ' ') : time;
    }

    static String list(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /** Reads {@code 2026-05-17T12:34:56Z}, or {@code 90s}, {@code 15m}, {@code 3h} or {@code 7d} ago; null stays. */
    static @Nullable String instant(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return Instant.now()
                    .minus(Duration.parse(
                            ago.group(2).equals("d")
                                    ? "P" + ago.group(1) + "D"
                                    : "PT" + ago.group(1) + ago.group(2).toUpperCase(Locale.ROOT)))
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString();
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            throw Failure.usage(
                    option + " must be a time such as 2026-05-17T12:34:56Z, or how long ago such as 90s, 15m,"
                            + " 3h or 7d; it is '" + text + "'.");
        }
    }
}
