package com.agentbot.webhooks.webhooksettings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes any text as a string literal of a programming language. In printable ASCII whatever the text is, so that neither
 * the encoding of a file nor a character that nobody sees makes another text of it.
 */
enum StringLiteral {
    JAVASCRIPT('\'', "", Escape.OF_EACH_HALF),
    PYTHON('\'', "", Escape.FOUR_OR_EIGHT),
    /** Also told in pieces: a constant has at most 65,535 bytes. */
    JAVA('"', "", Escape.OF_EACH_HALF) {
        @Override
        String of(String text) {
            List<String> pieces = new ArrayList<>();
            for (int from = 0; from < text.length(); from += PIECE) {
                pieces.add(text.substring(from, Math.min(from + PIECE, text.length())));
            }
            return pieces.size() < 2
                    ? super.of(text)
                    : pieces.stream()
                            .map(super::of)
                            .collect(Collectors.joining(
                                    ",\n                ", "String.join(\"\",\n                ", ")"));
        }
    },
    GO('"', "", Escape.FOUR_OR_EIGHT),
    PHP('"', "$", Escape.IN_BRACES),
    RUBY('"', "#", Escape.IN_BRACES),
    CSHARP('"', "", Escape.OF_EACH_HALF);

    /** How a character is written by its number in Unicode. */
    private enum Escape {
        OF_EACH_HALF,
        FOUR_OR_EIGHT,
        IN_BRACES;

        String of(int codePoint) {
            return switch (this) {
                case OF_EACH_HALF ->
                    Character.toString(codePoint)
                            .chars()
                            .mapToObj("\\u%04x"::formatted)
                            .collect(Collectors.joining());
                case FOUR_OR_EIGHT ->
                    (Character.isBmpCodePoint(codePoint) ? "\\u%04x" : "\\U%08x").formatted(codePoint);
                case IN_BRACES -> "\\u{%x}".formatted(codePoint);
            };
        }
    }

    /** In characters, none of which takes more than three bytes in a class file. */
    private static final int PIECE = 20_000;

    private final char quote;
    private final String special;
    private final Escape escape;

    /**
     * A language.
     *
     * @param quote stands before and after
     * @param special what has a meaning within quotes beside the quote and the backslash; a backslash takes it away
     * @param escape how a character is written by its number where it is no printable ASCII
     */
    StringLiteral(char quote, String special, Escape escape) {
        this.quote = quote;
        this.special = special;
        this.escape = escape;
    }

    /** An expression that is this text. */
    String of(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 16).append(quote);
        text.codePoints().forEach(each -> {
            switch (each) {
                // By name: Java reads a newline's escape as a newline, which ends the literal.
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                default -> append(literal, each);
            }
        });
        return literal.append(quote).toString();
    }

    private void append(StringBuilder literal, int each) {
        if (each == '\\' || each == quote || special.indexOf(each) >= 0) {
            literal.append('\\').append((char) each);
        } else if (each >= ' ' && each <= '~') {
            literal.append((char) each);
        } else {
            literal.append(escape.of(each));
        }
    }
}
