package com.agentbot.webhooks.schemas.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;
import java.util.HexFormat;

/** Writes a path and query with legal characters only (RFC 3986), so that it stands in a request line as it is. */
final class RequestTarget {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final BitSet LEGAL = legal();

    private RequestTarget() {}

    /**
     * Percent-encodes, as UTF-8, what is not legal; escapes that are there already stay.
     *
     * @throws InvalidUrl for a percent sign that begins no escape
     */
    static String encode(String pathAndQuery) throws InvalidUrl {
        byte[] bytes = pathAndQuery.getBytes(UTF_8);
        StringBuilder target = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            byte each = bytes[i];
            if (each == '%' && !isEscape(bytes, i)) {
                throw new InvalidUrl("a percent sign in the URL must be followed by two hexadecimal digits; "
                        + "write %25 for the sign itself");
            }
            if (each == '%' || LEGAL.get(each & 0xff)) {
                target.append((char) each);
            } else {
                HEX.toHexDigits(target.append('%'), each);
            }
        }
        return target.toString();
    }

    private static boolean isEscape(byte[] bytes, int at) {
        return at + 2 < bytes.length && HexFormat.isHexDigit(bytes[at + 1]) && HexFormat.isHexDigit(bytes[at + 2]);
    }

    /** RFC 3986: {@code pchar}, and what a path and a query have besides. */
    private static BitSet legal() {
        BitSet legal = new BitSet(256);
        legal.set('a', 'z' + 1);
        legal.set('A', 'Z' + 1);
        legal.set('0', '9' + 1);
        "-._~!$&'()*+,;=:@/?".chars().forEach(legal::set);
        return legal;
    }
}
