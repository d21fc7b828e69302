package com.agentbot.webhooks.deliveryworker.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Header lines in the order they are sent, checked so that none can break out of its line. Immutable. */
public final class HeaderLines {
    /** What frames the request or steers the connection is the client's. */
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect");

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final List<String> namesAndValues;

    private HeaderLines(List<String> namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /**
     * Header lines from names and values in turn.
     *
     * @throws IllegalArgumentException for a name that is no token (RFC 9110, 5.6.2) or is the client's to write, and for
     *     a value with anything but visible ASCII, spaces and tabs
     */
    public static HeaderLines of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header has a name and a value");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new HeaderLines(List.of(namesAndValues));
    }

    /** These lines and one more, which is checked as in {@link #of}. */
    public HeaderLines with(String name, String value) {
        check(name, value);
        List<String> more = new ArrayList<>(namesAndValues.size() + 2);
        more.addAll(namesAndValues);
        more.add(name);
        more.add(value);
        return new HeaderLines(more);
    }

    void forEach(BiConsumer<String, String> line) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            line.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    private static void check(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(HeaderLines::isTokenCharacter)) {
            throw new IllegalArgumentException("a header's name must be letters, digits and " + TOKEN_PUNCTUATION);
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " is written by the client");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new IllegalArgumentException(
                        "the value of header " + name + " must be visible ASCII, spaces and tabs");
            }
        }
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
