package com.agentbot.webhooks.deliveryworker.http;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Header lines in the order they are sent, checked so that none can break out of its line. Immutable. */
public final class HeaderLines {
    /** What frames the request or steers the connection is the client's. */
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect");

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final List<AsciiString> names;
    private final List<String> values;

    private HeaderLines(List<AsciiString> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    /** The names of lines that are sent again and again with other values, checked once. Immutable. */
    public static final class Names {
        private final List<AsciiString> names;

        /**
         * The names in the order they are sent.
         *
         * @throws IllegalArgumentException for one that is no token (RFC 9110, 5.6.2) or is the client's to write
         */
        public Names(String... names) {
            this.names = Stream.of(names).map(HeaderLines::name).toList();
        }

        /**
         * A line for each name.
         *
         * @throws IllegalArgumentException for a value with anything but visible ASCII, spaces and tabs, and for more or
         *     fewer values than names
         */
        public HeaderLines with(String... values) {
            if (values.length != names.size()) {
                throw new IllegalArgumentException("a header has a name and a value");
            }
            for (int i = 0; i < values.length; i++) {
                checkValue(names.get(i), values[i]);
            }
            return new HeaderLines(names, List.of(values));
        }
    }

    /**
     * Header lines from names and values in turn.
     *
     * @throws IllegalArgumentException for a name that is no token (RFC 9110, 5.6.2) or is the client's to write, and for
     *     a value with anything but visible ASCII, spaces and tabs
     */
    public static HeaderLines of(String... namesAndValues) {
        HeaderLines lines = new HeaderLines(List.of(), List.of());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (i + 1 == namesAndValues.length) {
                throw new IllegalArgumentException("a header has a name and a value");
            }
            lines = lines.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return lines;
    }

    /** These lines and one more, which is checked as in {@link #of}. */
    public HeaderLines with(String name, String value) {
        AsciiString checked = name(name);
        checkValue(checked, value);
        return new HeaderLines(
                Stream.concat(names.stream(), Stream.of(checked)).toList(),
                Stream.concat(values.stream(), Stream.of(value)).toList());
    }

    void forEach(BiConsumer<CharSequence, String> line) {
        for (int i = 0; i < names.size(); i++) {
            line.accept(names.get(i), values.get(i));
        }
    }

    private static AsciiString name(String name) {
        if (name.isEmpty() || !name.chars().allMatch(HeaderLines::isTokenCharacter)) {
            throw new IllegalArgumentException("a header's name must be letters, digits and " + TOKEN_PUNCTUATION);
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " is written by the client");
        }
        return AsciiString.of(name);
    }

    private static void checkValue(AsciiString name, String value) {
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
