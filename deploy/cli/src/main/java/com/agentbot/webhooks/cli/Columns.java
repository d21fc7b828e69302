package com.agentbot.webhooks.cli;

/** How wide text is on a terminal, where some characters take two columns and some none. Pure. */
final class Columns {
    private static final String CUT = "…";

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    private static int of(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(codePoint) ? 2 : 1;
    }

    /** The blocks that Unicode's annex 11 calls wide. */
    private static boolean isWide(int codePoint) {
        return (codePoint >= 0x1100 && codePoint <= 0x115f)
                || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
                || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
                || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
                || (codePoint >= 0xff00 && codePoint <= 0xff60)
                || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
                || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
                || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
    }

    /** The text in exactly so many columns; what is too long ends in an ellipsis. */
    static String fit(String text, int columns) {
        if (of(text) <= columns) {
            return text + " ".repeat(columns - of(text));
        }
        StringBuilder cut = new StringBuilder();
        int taken = 0;
        for (int each : text.codePoints().toArray()) {
            if (taken + of(each) > columns - 1) {
                break;
            }
            cut.appendCodePoint(each);
            taken += of(each);
        }
        return cut + CUT + " ".repeat(columns - taken - 1);
    }
}
