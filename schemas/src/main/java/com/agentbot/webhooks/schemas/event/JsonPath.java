package com.agentbot.webhooks.schemas.event;

import com.fasterxml.jackson.core.JsonStreamContext;

/**
 * How a place in a document is written: {@code data.items[3].price}, and {@code data["two words"]} where a key is no
 * plain word. Long keys and paths are cut, because a path must fit in a header.
 */
final class JsonPath {
    private static final int MAX_KEY_CHARS = 100;
    private static final int MAX_PATH_CHARS = 1_000;

    private JsonPath() {}

    /** The place a parser has reached. */
    static String of(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        append(path, context);
        return path.toString();
    }

    private static void append(StringBuilder path, JsonStreamContext context) {
        JsonStreamContext parent = context.getParent();
        if (parent != null) {
            append(path, parent);
        }
        if (context.inArray() && context.hasCurrentIndex()) {
            index(path, context.getCurrentIndex());
        } else if (context.inObject() && context.getCurrentName() != null) {
            key(path, context.getCurrentName());
        }
    }

    static void index(StringBuilder path, int index) {
        if (path.length() <= MAX_PATH_CHARS) {
            path.append('[').append(index).append(']');
        }
    }

    static void key(StringBuilder path, String key) {
        if (path.length() > MAX_PATH_CHARS) {
            return;
        }
        if (isPlain(key)) {
            path.append(path.isEmpty() ? "" : ".").append(key);
            return;
        }
        path.append("[\"");
        for (int i = 0; i < key.length() && i < MAX_KEY_CHARS; i++) {
            quoted(path, key.charAt(i));
        }
        path.append(key.length() > MAX_KEY_CHARS ? "…\"]" : "\"]");
    }

    private static void quoted(StringBuilder path, char c) {
        if (c == '"' || c == '\\') {
            path.append('\\').append(c);
        } else if (c < ' ' || c >= 0x7f) {
            path.append(String.format("\\u%04x", (int) c));
        } else {
            path.append(c);
        }
    }

    private static boolean isPlain(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && c != '_' && c != '-' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !key.isEmpty() && key.length() <= MAX_KEY_CHARS;
    }
}
