package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Attempt} is written on its topic: a flat JSON object, times in milliseconds of the Unix epoch, nulls
 * left out. Streamed by hand, without data binding, because one is written for every POST. Safe for use by many
 * threads.
 */
public final class AttemptJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AttemptJson() {}

    public static byte[] write(Attempt attempt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("delivery_id", attempt.deliveryId().toString());
            writeText(json, "webhook_id", attempt.webhookId());
            writeText(json, "site_id", attempt.siteId());
            writeText(json, "event", attempt.eventType());
            json.writeStringField("event_ref", attempt.event().toString());
            json.writeNumberField("created_at", attempt.createdAtMillis());
            json.writeNumberField("number", attempt.number());
            if (attempt.firstNumber() != 1) {
                json.writeNumberField("first_number", attempt.firstNumber());
            }
            json.writeStringField("trigger", attempt.trigger().toString());
            json.writeNumberField("at", attempt.atMillis());
            json.writeStringField("outcome", attempt.outcome().toString());
            writeNumber(json, "status_code", attempt.statusCode());
            writeNumber(json, "duration_ms", attempt.durationMillis());
            writeText(json, "response_headers", attempt.responseHeaders());
            writeText(json, "response_body", attempt.responseBody());
            writeText(json, "error_class", attempt.errorClass());
            writeText(json, "error", attempt.error());
            writeNumber(json, "next_attempt_at", attempt.nextAttemptAtMillis());
            writeNumber(json, "webhook_version", attempt.webhookVersion());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writeNumber(JsonGenerator json, String field, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value.longValue());
        }
    }

    private static void writeText(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            // By way of bytes, because half of a surrogate pair would not be written as it is but throw.
            byte[] utf8 = value.getBytes(UTF_8);
            json.writeFieldName(field);
            json.writeUTF8String(utf8, 0, utf8.length);
        }
    }

    /**
     * Reads what {@link #write} wrote. Fields it does not know are skipped, so that versions can run side by side.
     *
     * @throws UnreadableRecord naming the field at fault
     */
    public static Attempt read(byte @Nullable [] value) throws UnreadableRecord {
        if (value == null) {
            throw new UnreadableRecord("an attempt has no value");
        }
        Fields fields = new Fields(parse(value));
        return new Attempt(
                fields.parsed("delivery_id", UUID::fromString),
                fields.text("webhook_id"),
                fields.text("site_id"),
                fields.text("event"),
                fields.parsed("event_ref", EventRef::parse),
                fields.number("created_at"),
                fields.numberFrom(1, "number"),
                fields.has("first_number") ? fields.numberFrom(1, "first_number") : 1,
                fields.parsed("trigger", Trigger::parse),
                fields.number("at"),
                fields.parsed("outcome", Outcome::parse),
                fields.has("status_code") ? (Integer) fields.numberFrom(0, "status_code") : null,
                fields.numberOrNull("duration_ms"),
                fields.textOrNull("response_headers"),
                fields.textOrNull("response_body"),
                fields.textOrNull("error_class"),
                fields.textOrNull("error"),
                fields.numberOrNull("next_attempt_at"),
                fields.numberOrNull("webhook_version"));
    }

    private static Map<String, String> parse(byte[] value) throws UnreadableRecord {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableRecord("an attempt is a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken token = json.nextToken();
                if (token.isStructStart()) {
                    json.skipChildren();
                } else if (token != JsonToken.VALUE_NULL) {
                    fields.put(field, json.getText());
                }
            }
        } catch (IOException e) {
            throw new UnreadableRecord("an attempt is not JSON: " + reason(e), e);
        }
        return fields;
    }

    private static @Nullable String reason(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    }

    /** The scalar fields as text; an absent or malformed one is named. */
    private record Fields(Map<String, String> byName) {
        @FunctionalInterface
        interface Reader<T> {
            T read(String text);
        }

        boolean has(String field) {
            return byName.containsKey(field);
        }

        @Nullable
        String textOrNull(String field) {
            return byName.get(field);
        }

        String text(String field) throws UnreadableRecord {
            String text = byName.get(field);
            if (text == null) {
                throw new UnreadableRecord("field " + field + " is missing");
            }
            return text;
        }

        <T> T parsed(String field, Reader<T> reader) throws UnreadableRecord {
            try {
                return reader.read(text(field));
            } catch (IllegalArgumentException e) {
                throw new UnreadableRecord("field " + field + ": " + e.getMessage(), e);
            }
        }

        int numberFrom(int least, String field) throws UnreadableRecord {
            long number = number(field);
            if (number < least || number > Integer.MAX_VALUE) {
                throw new UnreadableRecord(
                        "field " + field + ": " + number + " is not from " + least + " to " + Integer.MAX_VALUE);
            }
            return (int) number;
        }

        long number(String field) throws UnreadableRecord {
            String text = text(field);
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new UnreadableRecord("field " + field + ": '" + text + "' is no whole number", e);
            }
        }

        @Nullable
        Long numberOrNull(String field) throws UnreadableRecord {
            return has(field) ? (Long) number(field) : null;
        }
    }
}
