package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt as the log knows it; see {@link com.agentbot.webhooks.schemas.delivery.Attempt}. */
record LoggedAttempt(
        int number,
        String trigger,
        Instant at,
        String outcome,
        @Nullable Integer statusCode,
        @Nullable Long durationMillis,
        @Nullable String responseBody,
        @Nullable String error) {

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("number", number);
        json.put("trigger", trigger);
        json.put("at", Times.text(at));
        json.put("outcome", outcome);
        json.put("status_code", statusCode);
        json.put("duration_ms", durationMillis);
        json.put("response_body", responseBody);
        json.put("error", error);
        return json;
    }
}
