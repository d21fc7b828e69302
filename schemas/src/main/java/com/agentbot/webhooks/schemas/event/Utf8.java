package com.agentbot.webhooks.schemas.event;

/** The UTF-8 of RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The index of the first byte that does not belong to well-formed UTF-8, or -1 when all do. */
    static int firstInvalid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i);
            if (length < 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /** The table of RFC 3629, section 4; -1 for what is not in it. */
    private static int sequenceLength(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return within(bytes, at + 1, 0x80, 0xbf) ? 2 : -1;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int low = first == 0xe0 ? 0xa0 : 0x80;
            int high = first == 0xed ? 0x9f : 0xbf;
            return within(bytes, at + 1, low, high) && within(bytes, at + 2, 0x80, 0xbf) ? 3 : -1;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int low = first == 0xf0 ? 0x90 : 0x80;
            int high = first == 0xf4 ? 0x8f : 0xbf;
            boolean valid = within(bytes, at + 1, low, high)
                    && within(bytes, at + 2, 0x80, 0xbf)
                    && within(bytes, at + 3, 0x80, 0xbf);
            return valid ? 4 : -1;
        }
        return -1;
    }

    private static boolean within(byte[] bytes, int at, int low, int high) {
        return at < bytes.length && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high;
    }
}
