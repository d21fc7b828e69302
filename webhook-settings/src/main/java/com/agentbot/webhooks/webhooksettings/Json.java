package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JSON in and out of the API. What comes in is read strictly: what is not understood is refused and named. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);
    private static final Set<String> CONTENT_TYPES = Set.of("application/json", "application/merge-patch+json");

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** The one spelling of all that say the same: without white space, the names in their order. */
    static String canonical(ObjectNode json) {
        try {
            return SORTED.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** Writes a list the way each of them is written: {@code {"webhooks": […], "next": null}}. */
    static <T> void writeList(
            Context context, String name, List<T> items, Function<T, ObjectNode> json, @Nullable String next) {
        ObjectNode answer = object();
        ArrayNode array = answer.putArray(name);
        items.forEach(item -> array.add(json.apply(item)));
        answer.put("next", next);
        write(context, 200, answer);
    }

    static void write(Context context, int status, ObjectNode answer) {
        try {
            context.status(status).contentType("application/json").result(MAPPER.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** The request's body, which must be one JSON object; the names of its fields must be among those given. */
    static ObjectNode read(Context context, Set<String> fields) {
        checkContentType(context.contentType());
        JsonNode json = parse(context.bodyAsBytes());
        if (!(json instanceof ObjectNode object)) {
            throw Problem.badRequest(null, "The body must be a JSON object.");
        }
        refuseOthers(object, fields, "");
        return object;
    }

    /** Refuses a field that is not among those given. */
    static void refuseOthers(ObjectNode object, Set<String> fields, String path) {
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw Problem.invalid(
                        path + name,
                        "There is no field '" + path + name + "' here; known are "
                                + fields.stream()
                                        .sorted()
                                        .map(known -> path + known)
                                        .toList() + ".");
            }
        });
    }

    private static void checkContentType(@Nullable String header) {
        String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !CONTENT_TYPES.contains(type)) {
            throw new Problem(
                    415, "Unsupported media type", "Send the body as 'Content-Type: application/json'.", null);
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        return place == null ? "" : ": see line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (StreamConstraintsException e) {
            throw Problem.badRequest(null, "The body is nested too deeply, or holds too long a name or number.");
        } catch (JsonProcessingException e) {
            // The parser's own words name its classes; the place says enough.
            throw Problem.badRequest(
                    null, "The body is not one valid JSON value without doubled names" + place(e) + ".");
        } catch (IOException e) {
            throw Problem.badRequest(null, "The body is not valid JSON: it must be UTF-8.");
        }
    }
}
