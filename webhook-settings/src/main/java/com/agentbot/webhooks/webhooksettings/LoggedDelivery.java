package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the log knows it.
 *
 * @param eventRef where its event lies, as topic-partition-offset
 * @param attemptCount the POSTs made
 * @param lastNumber the highest number of an attempt on any of its ways through the schedule
 * @param nextAttemptAt null when none is due
 * @param lastErrorClass of the attempt that decided; null where nothing went wrong
 * @param lastStatusCode of the last POST; null when it had no answer, or there was none
 */
record LoggedDelivery(
        UUID id,
        String webhookId,
        String event,
        String eventRef,
        String status,
        int attemptCount,
        int lastNumber,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Integer lastStatusCode,
        @Nullable String lastErrorClass) {

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id.toString());
        json.put("webhook_id", webhookId);
        json.put("event", event);
        json.put("status", status);
        json.put("attempt_count", attemptCount);
        json.put("created_at", Times.text(createdAt));
        json.put("next_attempt_at", Times.textOrNull(nextAttemptAt));
        json.put("last_status_code", lastStatusCode);
        return json;
    }

    /** The same, and why it failed. */
    ObjectNode deadLetter() {
        return json().put("reason", lastErrorClass);
    }
}
