package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as {@code JSON.stringify} writes what {@code JSON.parse} read: integer-like keys first in ascending order
 * and then the others as they came, ECMAScript's numbers and escapes, no white space. So whoever parses and stringifies
 * the body gets the very bytes that were signed. For one thread.
 */
final class CanonicalJson {
    /** The largest array index of ECMAScript, 2^32 - 2. */
    private static final long LAST_INDEX = 0xffff_fffeL;

    private static final int LAST_INDEX_DIGITS = 10;
    /** The longest escape, such as backslash u001f. */
    private static final int ESCAPE_BYTES = 6;

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private byte[] out;
    private int at;

    /** @param expectedBytes about how long the whole will be */
    CanonicalJson(int expectedBytes) {
        out = new byte[Math.max(expectedBytes, ESCAPE_BYTES)];
    }

    byte[] bytes() {
        return at == out.length ? out : Arrays.copyOf(out, at);
    }

    int length() {
        return at;
    }

    CanonicalJson ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[at++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Writes a tree that {@link EventParser} read; recurses as deep as that one did. */
    CanonicalJson value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node);
            case ARRAY -> array(node);
            case STRING -> string(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
            case NULL -> ascii("null");
            case MISSING, BINARY, POJO -> throw new IllegalStateException("not read from JSON: " + node.getNodeType());
        }
        return this;
    }

    private void object(ObjectNode object) {
        room(1);
        out[at++] = '{';
        int start = at;
        SortedMap<Long, Map.Entry<String, JsonNode>> indices = indices(object);
        if (indices == null) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field(field, start);
            }
        } else {
            for (Map.Entry<String, JsonNode> field : indices.values()) {
                field(field, start);
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (index(field.getKey()) < 0) {
                    field(field, start);
                }
            }
        }
        room(1);
        out[at++] = '}';
    }

    /** The fields whose keys are array indices, in their order; null when there are none, as nearly always. */
    private static @Nullable SortedMap<Long, Map.Entry<String, JsonNode>> indices(ObjectNode object) {
        SortedMap<Long, Map.Entry<String, JsonNode>> indices = null;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            long index = index(field.getKey());
            if (index >= 0) {
                indices = indices == null ? new TreeMap<>() : indices;
                indices.put(index, field);
            }
        }
        return indices;
    }

    /** The array index that a key spells (ECMA-262, section 6.1.7), or -1. */
    private static long index(String key) {
        int length = key.length();
        if (length == 0 || length > LAST_INDEX_DIGITS || (key.charAt(0) == '0' && length > 1)) {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < length; i++) {
            int digit = key.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index <= LAST_INDEX ? index : -1;
    }

    private void field(Map.Entry<String, JsonNode> field, int start) {
        comma(start);
        string(field.getKey());
        room(1);
        out[at++] = ':';
        value(field.getValue());
    }

    private void array(JsonNode array) {
        room(1);
        out[at++] = '[';
        int start = at;
        for (JsonNode element : array) {
            comma(start);
            value(element);
        }
        room(1);
        out[at++] = ']';
    }

    private void comma(int start) {
        if (at > start) {
            room(1);
            out[at++] = ',';
        }
    }

    private void number(JsonNode number) {
        if (number.isIntegralNumber()) {
            ascii(Long.toString(number.longValue()));
        } else {
            room(EcmaNumber.MAX_BYTES);
            at = EcmaNumber.write(number.doubleValue(), out, at);
        }
    }

    private void string(String text) {
        int length = text.length();
        room(length + 2);
        out[at++] = '"';
        int i = 0;
        while (i < length && isPlain(text.charAt(i))) {
            out[at++] = (byte) text.charAt(i++);
        }
        while (i < length) {
            room(ESCAPE_BYTES);
            char c = text.charAt(i++);
            if (isPlain(c)) {
                out[at++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (Character.isHighSurrogate(c)) {
                supplementary(Character.toCodePoint(c, text.charAt(i++)));
            } else {
                beyondAscii(c);
            }
        }
        room(1);
        out[at++] = '"';
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    private void escape(char c) {
        out[at++] = '\\';
        switch (c) {
            case '"', '\\' -> out[at++] = (byte) c;
            case '\b' -> out[at++] = 'b';
            case '\t' -> out[at++] = 't';
            case '\n' -> out[at++] = 'n';
            case '\f' -> out[at++] = 'f';
            case '\r' -> out[at++] = 'r';
            default -> {
                out[at++] = 'u';
                out[at++] = '0';
                out[at++] = '0';
                out[at++] = HEX[c >> 4];
                out[at++] = HEX[c & 0xf];
            }
        }
    }

    private void beyondAscii(char c) {
        if (c < 0x800) {
            out[at++] = (byte) (0xc0 | (c >> 6));
        } else {
            out[at++] = (byte) (0xe0 | (c >> 12));
            out[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        out[at++] = (byte) (0x80 | (c & 0x3f));
    }

    private void supplementary(int codePoint) {
        out[at++] = (byte) (0xf0 | (codePoint >> 18));
        out[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        out[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        out[at++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    private void room(int bytes) {
        if (out.length - at < bytes) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, at + bytes));
        }
    }
}
