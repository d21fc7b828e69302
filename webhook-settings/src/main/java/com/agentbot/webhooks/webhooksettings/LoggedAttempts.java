package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts of a delivery are written in its row: a JSON array of flat objects, times in milliseconds of the Unix
 * epoch, nulls left out. Streamed by hand, because one is written for every POST.
 */
final class LoggedAttempts {
    private static final JsonMapper JSON = new JsonMapper();

    private LoggedAttempts() {}

    static byte[] write(List<LoggedAttempt> attempts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (LoggedAttempt attempt : attempts) {
                write(json, attempt);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static String text(List<LoggedAttempt> attempts) {
        return new String(write(attempts), UTF_8);
    }

    private static void write(JsonGenerator json, LoggedAttempt attempt) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", attempt.number());
        json.writeStringField("trigger", attempt.trigger());
        json.writeNumberField("at", attempt.at().toEpochMilli());
        json.writeStringField("outcome", attempt.outcome());
        writeNumber(json, "status_code", attempt.statusCode());
        writeNumber(json, "duration_ms", attempt.durationMillis());
        writeText(json, "response_headers", attempt.responseHeaders());
        writeText(json, "response_body", attempt.responseBody());
        writeText(json, "error_class", attempt.errorClass());
        writeText(json, "error", attempt.error());
        writeNumber(json, "webhook_version", attempt.webhookVersion());
        json.writeEndObject();
    }

    private static void writeNumber(JsonGenerator json, String field, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value.longValue());
        }
    }

    private static void writeText(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    /** Reads what {@link #write} wrote, in the same order. */
    static List<LoggedAttempt> read(String text) {
        List<LoggedAttempt> attempts = new ArrayList<>();
        try {
            JSON.readTree(text).forEach(json -> attempts.add(read(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row of the delivery log holds attempts that are no JSON", e);
        }
        return attempts;
    }

    private static LoggedAttempt read(JsonNode json) {
        return new LoggedAttempt(
                json.path("number").intValue(),
                json.path("trigger").asText(),
                Instant.ofEpochMilli(json.path("at").longValue()),
                json.path("outcome").asText(),
                json.hasNonNull("status_code")
                        ? (Integer) json.path("status_code").intValue()
                        : null,
                json.hasNonNull("duration_ms") ? (Long) json.path("duration_ms").longValue() : null,
                json.path("response_headers").textValue(),
                json.path("response_body").textValue(),
                json.path("error_class").textValue(),
                json.path("error").textValue(),
                json.hasNonNull("webhook_version")
                        ? (Long) json.path("webhook_version").longValue()
                        : null);
    }
}
