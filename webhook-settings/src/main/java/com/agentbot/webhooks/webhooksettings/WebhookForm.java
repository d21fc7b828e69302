package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an owner says of a webhook, and names the field where it cannot be. Pure; safe for use by many threads. */
final class WebhookForm {
    static final Set<String> FIELDS = Set.of("url", "events", "description", "enabled", "limits");
    /** What a change may say besides. */
    static final Set<String> CHANGE_FIELDS = Set.of("url", "events", "description", "enabled", "limits", "missed");

    private static final int DESCRIPTION_CHARACTERS = 500;
    private static final int MAX_PER_SECOND = 100_000;

    private final EventTypes types;
    private final Settings.Rules rules;

    WebhookForm(EventTypes types, Settings.Rules rules) {
        this.types = types;
        this.rules = rules;
    }

    /** A new webhook: URL and events must be there. */
    WebhookSetup create(ObjectNode json) {
        for (String required : List.of("url", "events")) {
            if (!json.has(required)) {
                throw Problem.invalid(required, "The field '" + required + "' is missing.");
            }
        }
        return change(json, WebhookSetup.NEW);
    }

    /** The setup with what the request says; what it does not mention stays (RFC 7396). */
    WebhookSetup change(ObjectNode json, WebhookSetup now) {
        return new WebhookSetup(
                json.has("url") ? url(text("url", json.path("url"))).text() : now.url(),
                json.has("events") ? events(json.path("events")) : now.events(),
                json.has("description") ? description(json.path("description")) : now.description(),
                json.has("enabled") ? enabled(json.path("enabled")) : now.enabled(),
                json.has("limits") ? limits(json.path("limits")) : now.limits());
    }

    /** Whether a change that switches a webhook on asks for what it has missed. */
    boolean sendsMissed(ObjectNode json) {
        if (!json.has("missed")) {
            return false;
        }
        String said = json.path("missed").asText("");
        if (!said.equals("send") && !said.equals("skip")) {
            throw Problem.invalid("missed", "'missed' must be \"send\" or \"skip\".");
        }
        if (!json.path("enabled").asBoolean(false)) {
            throw Problem.invalid("missed", "'missed' only makes sense together with \"enabled\": true.");
        }
        return said.equals("send");
    }

    /** A field that must be text. */
    static String text(String field, JsonNode json) {
        if (!json.isTextual()) {
            throw Problem.invalid(field, "'" + field + "' must be there and be text.");
        }
        return json.textValue();
    }

    /** A URL that a webhook may have. */
    WebhookUrl url(String text) {
        try {
            WebhookUrl url = WebhookUrl.parse(text.strip(), rules.allowHttp());
            url.address().ifPresent(address -> {
                switch (rules.addresses().judge(address)) {
                    case AddressPolicy.Verdict.Allowed() -> {}
                    case AddressPolicy.Verdict.Refused(String reason) ->
                        throw Problem.invalid("url", "Webhooks cannot be sent there: " + reason + ".");
                }
            });
            return url;
        } catch (InvalidUrl e) {
            throw Problem.invalid("url", "This cannot be delivered to: " + e.getMessage() + ".");
        }
    }

    private List<String> events(JsonNode json) {
        if (!json.isArray() || json.isEmpty()) {
            throw Problem.invalid("events", "'events' must be a list of at least one event type; " + known());
        }
        Set<String> events = new LinkedHashSet<>();
        int index = 0;
        for (JsonNode event : json) {
            events.add(event("events[" + index++ + "]", event));
        }
        return List.copyOf(events);
    }

    /** The name of an event type, as it stands in a request. */
    String event(String field, @Nullable JsonNode json) {
        if (json == null || !json.isTextual()) {
            throw Problem.invalid(field, "'" + field + "' must be the name of an event type; " + known());
        }
        String name = json.textValue();
        if (types.find(name).isEmpty()) {
            throw Problem.invalid(field, "'" + name + "' is no event type; " + known());
        }
        return name;
    }

    private String known() {
        return "known are "
                + String.join(", ", types.all().stream().map(EventType::name).toList()) + ".";
    }

    private static @Nullable String description(JsonNode json) {
        if (json.isNull()) {
            return null;
        }
        if (!json.isTextual()) {
            throw Problem.invalid("description", "'description' must be text or null.");
        }
        String text = json.textValue();
        if (text.codePointCount(0, text.length()) > DESCRIPTION_CHARACTERS) {
            throw Problem.invalid(
                    "description", "'description' must have at most " + DESCRIPTION_CHARACTERS + " characters.");
        }
        if (!text.equals(StorableText.of(text))) {
            throw Problem.invalid("description", "'description' must not hold NUL or half a character.");
        }
        return text;
    }

    private static boolean enabled(JsonNode json) {
        if (!json.isBoolean()) {
            throw Problem.invalid("enabled", "'enabled' must be true or false.");
        }
        return json.booleanValue();
    }

    private static Webhook.Limits limits(JsonNode json) {
        if (json.isNull()) {
            return Webhook.Limits.NONE;
        }
        if (!(json instanceof ObjectNode object)) {
            throw Problem.invalid("limits", "'limits' must be an object such as {\"per_second\": 10}, or null.");
        }
        Json.refuseOthers(object, Set.of("per_second"), "limits.");
        JsonNode perSecond = object.path("per_second");
        if (perSecond.isNull() || perSecond.isMissingNode()) {
            return Webhook.Limits.NONE;
        }
        if (!perSecond.isInt() || perSecond.intValue() < 1 || perSecond.intValue() > MAX_PER_SECOND) {
            throw Problem.invalid(
                    "limits.per_second",
                    "'limits.per_second' must be a whole number from 1 to " + MAX_PER_SECOND + ", or null.");
        }
        return new Webhook.Limits(perSecond.intValue());
    }
}
