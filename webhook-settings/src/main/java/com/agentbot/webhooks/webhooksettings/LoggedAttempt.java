package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as the log knows it; see {@link com.agentbot.webhooks.schemas.delivery.Attempt}.
 *
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
        @Nullable String error,
        @Nullable Long webhookVersion) {

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
