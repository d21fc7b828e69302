package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A delivery with all that is known of it.
 *
 * @param attempts in the order in which they were made
 */
record OpenedDelivery(LoggedDelivery delivery, EventBodies.Answer body, List<Made> attempts) {

    /**
     * An attempt and what was sent.
     *
     * @param request empty where no POST was made
     */
    record Made(LoggedAttempt attempt, Optional<SentRequest> request) {}

    OpenedDelivery {
        attempts = List.copyOf(attempts);
    }

    ObjectNode json() {
        ObjectNode json = delivery.json();
        switch (body) {
            case EventBodies.Found found ->
                json.put("body", new String(found.bytes(), UTF_8)).putNull("body_note");
            case EventBodies.Gone(String why) -> json.putNull("body").put("body_note", why);
            case EventBodies.NotNow(String why) -> json.putNull("body").put("body_note", why);
        }
        ArrayNode list = json.putArray("attempts");
        attempts.forEach(made -> list.add(made.attempt().json(made.request().orElse(null))));
        return json;
    }
}
