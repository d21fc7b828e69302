package com.agentbot.webhooks.schemas.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Webhook} is written on {@code agentbot.webhooks}: a JSON object, and the settings' version in a header,
 * which a tombstone carries too. Safe for use by many threads.
 */
public final class WebhookJson {
    /**
     * A number that rises with every change of any webhook, as decimal text. Whoever has read version n has read every
     * change up to n.
     */
    public static final String VERSION = "version";

    private static final JsonMapper JSON = new JsonMapper();

    private WebhookJson() {}

    public static byte[] write(Webhook webhook) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", webhook.id());
        json.put("site_id", webhook.siteId());
        json.put("url", webhook.url());
        ArrayNode events = json.putArray("events");
        // Sorted, so that the same settings are always the same bytes.
        new TreeSet<>(webhook.events()).forEach(events::add);
        json.put("enabled", webhook.enabled());
        json.put("disabled_reason", webhook.disabledReason());
        json.putObject("limits").put("per_second", webhook.limits().perSecond());
        ArrayNode secrets = json.putArray("secrets");
        for (SealedSecret secret : webhook.secrets()) {
            secrets.addObject().put("key_id", secret.keyId()).put("sealed", secret.sealed());
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree can always be written", e);
        }
    }

    /**
     * Reads what {@link #write(Webhook)} wrote; fields it does not know are skipped.
     *
     * @throws UnreadableRecord naming the field at fault
     */
    public static Webhook read(byte[] value) throws UnreadableRecord {
        JsonNode json;
        try {
            json = JSON.readTree(value);
        } catch (IOException e) {
            throw new UnreadableRecord("a webhook is not JSON", e);
        }
        if (json == null || !json.isObject()) {
            throw new UnreadableRecord("a webhook is a JSON object");
        }
        JsonNode enabled = json.path("enabled");
        if (!enabled.isBoolean()) {
            throw new UnreadableRecord("field enabled is not true or false");
        }
        return new Webhook(
                text(json, "id"),
                text(json, "site_id"),
                text(json, "url"),
                events(json.path("events")),
                enabled.booleanValue(),
                disabledReason(json.path("disabled_reason")),
                limits(json.path("limits")),
                secrets(json.path("secrets")));
    }

    /**
     * The version that a record carries.
     *
     * @throws UnreadableRecord when it carries none
     */
    public static long version(Headers headers) throws UnreadableRecord {
        Header header = headers.lastHeader(VERSION);
        String text = header == null || header.value() == null ? "" : new String(header.value(), US_ASCII);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UnreadableRecord("header version: '" + text + "' is no whole number", e);
        }
    }

    public static byte[] version(long version) {
        return Long.toString(version).getBytes(US_ASCII);
    }

    private static @Nullable String disabledReason(JsonNode json) throws UnreadableRecord {
        if (!json.isTextual() && !isAbsent(json)) {
            throw new UnreadableRecord("field disabled_reason is not text");
        }
        return json.textValue();
    }

    /** A limit that is not understood must not become none. */
    private static Webhook.Limits limits(JsonNode json) throws UnreadableRecord {
        if (isAbsent(json)) {
            return Webhook.Limits.NONE;
        }
        if (!json.isObject()) {
            throw new UnreadableRecord("field limits is not an object");
        }
        JsonNode perSecond = json.path("per_second");
        if (isAbsent(perSecond)) {
            return Webhook.Limits.NONE;
        }
        if (!perSecond.isInt() || perSecond.intValue() < 1) {
            throw new UnreadableRecord("field limits.per_second is not a whole number from 1 to 2147483647");
        }
        return new Webhook.Limits(perSecond.intValue());
    }

    private static boolean isAbsent(JsonNode json) {
        return json.isMissingNode() || json.isNull();
    }

    private static Set<String> events(JsonNode array) throws UnreadableRecord {
        if (!array.isArray()) {
            throw new UnreadableRecord("field events is not a list");
        }
        Set<String> events = new LinkedHashSet<>();
        for (JsonNode event : array) {
            if (!event.isTextual()) {
                throw new UnreadableRecord("field events holds something that is not text");
            }
            events.add(event.textValue());
        }
        return events;
    }

    private static List<SealedSecret> secrets(JsonNode array) throws UnreadableRecord {
        List<SealedSecret> secrets = new ArrayList<>();
        for (JsonNode secret : array) {
            secrets.add(new SealedSecret(text(secret, "key_id"), text(secret, "sealed")));
        }
        if (secrets.isEmpty()) {
            throw new UnreadableRecord("field secrets is empty");
        }
        return secrets;
    }

    private static String text(JsonNode json, String field) throws UnreadableRecord {
        @Nullable String text = json.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw new UnreadableRecord("field " + field + " is missing");
        }
        return text;
    }
}
