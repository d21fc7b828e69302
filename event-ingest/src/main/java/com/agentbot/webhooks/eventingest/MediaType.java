package com.agentbot.webhooks.eventingest;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kind of body is taken: JSON in UTF-8, not compressed. One that names no kind is read as that. */
final class MediaType {
    private MediaType() {}

    /** Returns when a body with these headers is taken. */
    static void check(@Nullable String contentType, @Nullable String contentEncoding) throws Refusal {
        List<String> parts = contentType == null
                ? List.of("")
                : Stream.of(contentType.split(";"))
                        .map(part -> part.strip().toLowerCase(Locale.ROOT))
                        .toList();
        boolean json = parts.getFirst().isEmpty() || parts.getFirst().equals("application/json");
        boolean utf8 = parts.stream()
                .filter(part -> part.startsWith("charset="))
                .allMatch(part -> part.replace("\"", "").equals("charset=utf-8"));
        if (!json || !utf8) {
            throw Refusal.unsupportedMediaType("Send the events as 'Content-Type: application/json', in UTF-8.");
        }
        if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
            throw Refusal.unsupportedMediaType("Send the events without Content-Encoding.");
        }
    }
}
