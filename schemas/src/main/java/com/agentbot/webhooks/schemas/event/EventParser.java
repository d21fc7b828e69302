package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads events out of bytes, strictly: whatever two JSON readers could understand differently is refused. Recursion is
 * bounded by the depth bound. For one value and one thread.
 */
final class EventParser implements AutoCloseable {
    // The bounds are ours: depth is checked here, and the length of all else by the length of the value.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Whole numbers of fewer characters fit a double one and all, sign included. */
    private static final int SHORT_NUMBER_CHARS = 15;

    /** In what Jackson says of them: "Unexpected low surrogate in field name", "Broken surrogate pair in field name". */
    private static final Pattern SURROGATE_IN_KEY = Pattern.compile("surrogate (pair )?in field name");

    /** The fields of an event that are read; others are skipped. */
    private static final Set<String> FIELDS = Set.of("event", "timestamp", "site_id", "data", "id");

    private final JsonParser parser;
    private final int maxDepth;

    private EventParser(JsonParser parser, int maxDepth) {
        this.parser = parser;
        this.maxDepth = maxDepth;
    }

    /** A parser that stands at the value's first token. */
    static EventParser open(byte[] value, int maxDepth) throws InvalidEvent {
        if (Utf8.startsWithByteOrderMark(value)) {
            throw new InvalidEvent(
                    Reason.NOT_UTF8, "", "begins with a byte order mark; UTF-8 without one is asked for");
        }
        int invalid = Utf8.firstInvalid(value);
        if (invalid >= 0) {
            throw new InvalidEvent(Reason.NOT_UTF8, "", "is not UTF-8 at byte " + invalid);
        }
        if (seemsWide(value)) {
            throw new InvalidEvent(Reason.NOT_UTF8, "", "begins as UTF-16 or UTF-32 does; UTF-8 is asked for");
        }
        try {
            EventParser opened = new EventParser(JSON.createParser(value), maxDepth);
            if (opened.next() == null) {
                throw new InvalidEvent(Reason.EMPTY, "", "is empty");
            }
            return opened;
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /** Jackson would take such a value for UTF-16 or UTF-32 and read it; in UTF-8, no JSON holds a NUL. */
    private static boolean seemsWide(byte[] value) {
        for (int i = 0; i < Math.min(value.length, Integer.BYTES); i++) {
            if (value[i] == 0) {
                return true;
            }
        }
        return false;
    }

    boolean atArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    boolean atArrayEnd() {
        return parser.currentToken() == JsonToken.END_ARRAY;
    }

    /** Steps to the next token; null at the end. */
    @Nullable
    JsonToken next() throws InvalidEvent {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** Reads the event at which the parser stands, its known fields only, and stays at its last token. */
    ObjectNode event() throws InvalidEvent {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw refuse(Reason.NOT_AN_OBJECT, "is not a JSON object");
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        Set<String> skipped = Set.of();
        try {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                if (FIELDS.contains(field)) {
                    parser.nextToken();
                    put(event, field, value(1));
                } else {
                    skipped = skipped.isEmpty() ? new HashSet<>() : skipped;
                    if (!skipped.add(field)) {
                        throw duplicate();
                    }
                    skip();
                }
            }
        } catch (IOException e) {
            throw notJson(e);
        }
        return event;
    }

    /** What is not passed on has no need to survive the way; only its depth is bounded. */
    private void skip() throws IOException, InvalidEvent {
        int depth = 1;
        do {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth = deeper(depth);
            } else if (token.isStructEnd()) {
                depth--;
            }
        } while (depth > 1);
    }

    private JsonNode value(int depth) throws IOException, InvalidEvent {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(deeper(depth));
            case START_ARRAY -> array(deeper(depth));
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(wellFormed(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token);
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("no JSON value begins with " + token);
        };
    }

    private ObjectNode object(int depth) throws IOException, InvalidEvent {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = wellFormed(parser.currentName());
            parser.nextToken();
            put(object, key, value(depth));
        }
        return object;
    }

    private ArrayNode array(int depth) throws IOException, InvalidEvent {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(depth));
        }
        return array;
    }

    private JsonNode number(JsonToken token) throws IOException, InvalidEvent {
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= SHORT_NUMBER_CHARS) {
            return JsonNodeFactory.instance.numberNode(parser.getLongValue());
        }
        return switch (JsonNumber.judge(parser.getText())) {
            case JsonNumber.Verdict.Held held -> held.number();
            case JsonNumber.Verdict.TooLarge() ->
                throw refuse(Reason.NUMBER_TOO_LARGE, "is a number beyond what JSON readers can hold, about 1.8e308");
            case JsonNumber.Verdict.NotExact() ->
                throw refuse(
                        Reason.NUMBER_NOT_EXACT,
                        "is a whole number that a double does not hold exactly; send it as a string");
        };
    }

    private void put(ObjectNode object, String key, JsonNode value) throws InvalidEvent {
        if (object.replace(key, value) != null) {
            throw duplicate();
        }
    }

    private int deeper(int depth) throws InvalidEvent {
        if (depth == maxDepth) {
            throw refuse(Reason.TOO_DEEP, "lies deeper than " + maxDepth + " objects and arrays in each other");
        }
        return depth + 1;
    }

    private String wellFormed(String text) throws InvalidEvent {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw refuse(Reason.LONE_SURROGATE, "holds half of a surrogate pair at character " + i);
                }
                i++;
            }
        }
        return text;
    }

    /** The parser stands at what follows a finished event or batch. */
    void end() throws InvalidEvent {
        if (next() != null) {
            throw new InvalidEvent(Reason.TRAILING_CONTENT, "", "is followed by something else");
        }
    }

    private InvalidEvent duplicate() {
        return refuse(Reason.DUPLICATE_KEY, "stands twice");
    }

    InvalidEvent refuse(Reason reason, String fault) {
        return new InvalidEvent(reason, path(), fault);
    }

    private InvalidEvent notJson(IOException e) {
        String why =
                e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
        // Jackson passes such halves on in strings, to be found here, but stumbles over them in keys.
        if (SURROGATE_IN_KEY.matcher(why).find()) {
            return refuse(Reason.LONE_SURROGATE, "has a key that holds half of a surrogate pair");
        }
        long at = parser.currentLocation().getByteOffset();
        return new InvalidEvent(Reason.NOT_JSON, path(), "is not JSON at byte " + at + ": " + why);
    }

    /** How many bytes have been read. */
    int offset() {
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Where the parser stands. */
    String path() {
        return JsonPath.of(parser.getParsingContext());
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing what lies in memory cannot fail", e);
        }
    }
}
