package com.agentbot.webhooks.schemas.event;

/** ECMAScript's {@code Number::toString} (ECMA-262, section 6.1.6.1.20) in radix 10. */
final class EcmaNumber {
    /** The longest there is: -0.00000 and 17 digits. */
    static final int MAX_BYTES = 26;

    /** Below this, a double is so coarse that one digit can be enough where Java writes two: 5e-324, not 4.9E-324. */
    private static final double COARSE = 1e-321;
    /** ECMAScript writes whole numbers out up to 1e21. */
    private static final int PLAIN_DIGITS = 21;
    /** And fractions down to 1e-6, which has so many zeros after the point less one. */
    private static final int PLAIN_ZEROS = -6;

    private EcmaNumber() {}

    /**
     * Writes a finite number.
     *
     * @return the index after the last byte written
     */
    static int write(double number, byte[] out, int start) {
        int at = start;
        if (number == 0) {
            out[at++] = '0';
            return at;
        }
        if (number < 0) {
            out[at++] = '-';
        }
        double magnitude = Math.abs(number);
        return magnitude < COARSE
                ? writeCoarse(magnitude, out, at)
                : writeShortest(Double.toString(magnitude), out, at);
    }

    /** Tries one digit first: Java's own rule never goes below two. */
    private static int writeCoarse(double magnitude, byte[] out, int start) {
        String java = Double.toString(magnitude);
        int e = java.indexOf('E');
        int tens = Integer.parseInt(java, e + 1, java.length(), 10);
        int lead = java.charAt(0) - '0';
        int rounded = java.charAt(2) >= '5' ? lead + 1 : lead;
        String single = rounded + "E" + tens;
        if (Double.parseDouble(single) != magnitude) {
            return writeShortest(java, out, start);
        }
        return writeShortest(rounded + ".0E" + tens, out, start);
    }

    /** Java and ECMAScript choose the same digits (JDK 19 and later); only their layout differs. */
    private static int writeShortest(String java, byte[] out, int start) {
        int e = java.indexOf('E');
        int end = e < 0 ? java.length() : e;
        int point = java.indexOf('.');
        int first = 0;
        while (java.charAt(first) == '0' || java.charAt(first) == '.') {
            first++;
        }
        int last = end - 1;
        while (java.charAt(last) == '0' || java.charAt(last) == '.') {
            last--;
        }
        int count = last - first + 1 - (first < point && point < last ? 1 : 0);
        // The value is 0.ddd times ten to the power of n.
        int n = point
                - first
                + (first > point ? 1 : 0)
                + (e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10));
        // The digits first, without their point: the layouts below only move them apart.
        int at = start;
        for (int i = first; i <= last; i++) {
            if (i != point) {
                out[at++] = (byte) java.charAt(i);
            }
        }
        return lay(out, start, count, n);
    }

    private static int lay(byte[] out, int start, int count, int n) {
        if (count <= n && n <= PLAIN_DIGITS) {
            return zeros(out, start + count, n - count);
        }
        if (0 < n && n <= PLAIN_DIGITS) {
            return point(out, start, count, n);
        }
        if (PLAIN_ZEROS < n && n <= 0) {
            System.arraycopy(out, start, out, start + 2 - n, count);
            out[start] = '0';
            out[start + 1] = '.';
            zeros(out, start + 2, -n);
            return start + 2 - n + count;
        }
        int at = count == 1 ? start + 1 : point(out, start, count, 1);
        out[at++] = 'e';
        out[at++] = (byte) (n > 0 ? '+' : '-');
        return decimal(Math.abs(n - 1), out, at);
    }

    private static int point(byte[] out, int start, int count, int before) {
        System.arraycopy(out, start + before, out, start + before + 1, count - before);
        out[start + before] = '.';
        return start + count + 1;
    }

    private static int zeros(byte[] out, int start, int count) {
        for (int i = 0; i < count; i++) {
            out[start + i] = '0';
        }
        return start + count;
    }

    /** Writes 0 to 999 without leading zeros. */
    private static int decimal(int number, byte[] out, int start) {
        int at = start;
        if (number >= 100) {
            out[at++] = (byte) ('0' + number / 100);
        }
        if (number >= 10) {
            out[at++] = (byte) ('0' + number / 10 % 10);
        }
        out[at++] = (byte) ('0' + number % 10);
        return at;
    }
}
