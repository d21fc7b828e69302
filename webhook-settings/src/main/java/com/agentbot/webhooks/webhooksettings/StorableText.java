package com.agentbot.webhooks.webhooksettings;

import org.jspecify.annotations.Nullable;

/** Text as PostgreSQL can keep it: no NUL, and no half of a surrogate pair. */
final class StorableText {
    private static final char REPLACEMENT = '\ufffd';

    private StorableText() {}

    /** The same text, with a replacement character for each that cannot be kept. */
    static String of(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, REPLACEMENT);
            }
        }
        return changed == null ? text : changed.toString();
    }

    static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }
}
