package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.JsonTree.Member;
import java.util.Random;

/** Spells a document in one of the many ways that mean the same: white space and escapes as they fall. */
final class JsonSpelling {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n  "};

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final int escapesIn;

    private JsonSpelling(Random random) {
        this.random = random;
        this.escapesIn = 1 + random.nextInt(6);
    }

    static String of(JsonTree tree, Random random) {
        JsonSpelling spelling = new JsonSpelling(random);
        spelling.space();
        spelling.value(tree);
        spelling.space();
        return spelling.out.toString();
    }

    private void value(JsonTree tree) {
        switch (tree) {
            case JsonTree.Obj object -> {
                String separator = "{";
                for (Member member : object.members()) {
                    out.append(separator);
                    space();
                    string(member.key());
                    space();
                    out.append(':');
                    space();
                    value(member.value());
                    space();
                    separator = ",";
                }
                out.append(object.members().isEmpty() ? "{}" : "}");
            }
            case JsonTree.Arr array -> {
                String separator = "[";
                for (JsonTree element : array.elements()) {
                    out.append(separator);
                    space();
                    value(element);
                    space();
                    separator = ",";
                }
                out.append(array.elements().isEmpty() ? "[]" : "]");
            }
            case JsonTree.Raw raw -> out.append(raw.text());
            case JsonTree.Text text -> string(text.value());
        }
    }

    private void space() {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }

    private void string(String text) {
        out.append('"');
        text.codePoints().forEach(this::character);
        out.append('"');
    }

    private void character(int codePoint) {
        int named = "\"\\/\b\f\n\r\t".indexOf(codePoint);
        if (named >= 0 && random.nextBoolean()) {
            out.append('\\').append("\"\\/bfnrt".charAt(named));
        } else if (codePoint < ' ' || codePoint == '"' || codePoint == '\\' || random.nextInt(escapesIn) == 0) {
            for (char unit : Character.toChars(codePoint)) {
                out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
            }
        } else {
            out.appendCodePoint(codePoint);
        }
    }
}
