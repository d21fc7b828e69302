package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as the log keeps it within its delivery; see {@link com.agentbot.webhooks.schemas.delivery.Attempt}.
 *
 * @param at to the millisecond
 * @param responseHeaders lines of {@code name: value}, each with a line feed
 * @param webhookVersion of the settings that the POST was made with
 */
record LoggedAttempt(
        int number,
        String trigger,
        Instant at,
        String outcome,
        @Nullable Integer statusCode,
        @Nullable Long durationMillis,
        @Nullable String responseHeaders,
        @Nullable String responseBody,
        @Nullable String errorClass,
        @Nullable String error,
        @Nullable Long webhookVersion) {

    static LoggedAttempt of(Attempt attempt) {
        return new LoggedAttempt(
                attempt.number(),
                attempt.trigger().toString(),
                Instant.ofEpochMilli(attempt.atMillis()),
                attempt.outcome().toString(),
                attempt.statusCode(),
                attempt.durationMillis(),
                StorableText.ofNullable(attempt.responseHeaders()),
                StorableText.ofNullable(attempt.responseBody()),
                StorableText.ofNullable(attempt.errorClass()),
                StorableText.ofNullable(attempt.error()),
                attempt.webhookVersion());
    }

    /** Whether it is this one, read again: an attempt is known by what it is, not by where its record lay. */
    boolean is(Attempt attempt) {
        return number == attempt.number()
                && at.toEpochMilli() == attempt.atMillis()
                && outcome.equals(attempt.outcome().toString());
    }

    boolean wasPosted() {
        return durationMillis != null;
    }

    /** The same with another number. */
    LoggedAttempt numbered(int shown) {
        return new LoggedAttempt(
                shown,
                trigger,
                at,
                outcome,
                statusCode,
                durationMillis,
                responseHeaders,
                responseBody,
                errorClass,
                error,
                webhookVersion);
    }

    /** As it is shown beside the request that was made. */
    ObjectNode json(@Nullable SentRequest request) {
        ObjectNode json = Json.object();
        json.put("number", number);
        json.put("trigger", trigger);
        json.put("at", Times.text(at));
        json.put("outcome", outcome);
        json.put("status_code", statusCode);
        json.put("duration_ms", durationMillis);
        json.put("response_body", responseBody);
        json.put("error", error);
        json.set("request", request == null ? null : request.json());
        json.set("response_headers", responseHeaders == null ? null : headers(responseHeaders));
        return json;
    }

    private static ArrayNode headers(String lines) {
        ArrayNode headers = Json.array();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.add(new SentRequest.Header(line.substring(0, colon), line.substring(colon + 2)).json());
            }
        });
        return headers;
    }
}
