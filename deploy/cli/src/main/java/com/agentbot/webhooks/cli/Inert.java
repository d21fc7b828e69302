package com.agentbot.webhooks.cli;

/**
 * Text from outside, made harmless for a terminal: what moves the cursor, changes colours, turns the direction of writing
 * or cannot be seen is shown by its number. Pure.
 */
final class Inert {
    private Inert() {}

    /** One line of text. */
    static String line(String text) {
        return of(text, false);
    }

    /** Text of several lines, each behind an indent, so that none of them passes for one of ours. */
    static String block(String text, String indent) {
        String lines = of(text.replace("\r\n", "\n").stripTrailing(), true);
        return indent + lines.replace("\n", "\n" + indent);
    }

    private static String of(String text, boolean severalLines) {
        StringBuilder inert = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            boolean kept = severalLines && (each == '\n' || each == '\t');
            if (kept || isVisible(each)) {
                inert.appendCodePoint(each);
            } else {
                inert.append(each < 0x100 ? "\\x%02x".formatted(each) : "\\u{%x}".formatted(each));
            }
        });
        return inert.toString();
    }

    /** JSON, whose strings may hold what JSON itself lets pass; it means the same afterwards. */
    static String json(String json) {
        StringBuilder inert = new StringBuilder(json.length());
        json.codePoints().forEach(each -> {
            if (each == '\n' || isVisible(each)) {
                inert.appendCodePoint(each);
            } else {
                Character.toString(each).chars().forEach(half -> inert.append("\\u%04x".formatted(half)));
            }
        });
        return inert.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
