package com.agentbot.webhooks.schemas.event;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON number as it stands in the text, judged by whether it survives {@code JSON.parse} and {@code JSON.stringify}.
 * Works on the digits and never spells out an exponent: {@code 1e999999999} costs no more than {@code 1}.
 */
final class JsonNumber {
    /** Whole numbers up to here are held by a double one and all: ECMAScript's safe integers and their neighbour. */
    private static final long ALL_EXACT = 1L << 53;
    /** The weight of the first digit of the largest double, 1.797…e308. */
    private static final int LARGEST_WEIGHT = 308;
    /** An exponent past this is as good as infinite, whatever digits a text in memory can bring up against it. */
    private static final long ENDLESS = 1L << 40;

    private final String text;
    /** Index into the mantissa's digits of the first and the last that is not 0; -1 when all are. */
    private int first = -1;

    private int last = -1;
    private int digitsBeforePoint = -1;
    private long exponent;

    private JsonNumber(String text) {
        this.text = text;
        int digits = 0;
        for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                digitsBeforePoint = digits;
            } else if (c == 'e' || c == 'E') {
                exponent = exponentAt(i + 1);
                break;
            } else {
                if (c != '0') {
                    first = first < 0 ? digits : first;
                    last = digits;
                }
                digits++;
            }
        }
        digitsBeforePoint = digitsBeforePoint < 0 ? digits : digitsBeforePoint;
    }

    private long exponentAt(int start) {
        boolean negative = text.charAt(start) == '-';
        long value = 0;
        for (int i = start + (negative || text.charAt(start) == '+' ? 1 : 0); i < text.length(); i++) {
            value = Math.min(value * 10 + (text.charAt(i) - '0'), ENDLESS);
        }
        return negative ? -value : value;
    }

    /** What came of judging a number. */
    sealed interface Verdict {
        record Held(NumericNode number) implements Verdict {}

        record TooLarge() implements Verdict {}

        record NotExact() implements Verdict {}
    }

    /**
     * Judges a number that follows the JSON grammar.
     *
     * <p>A fraction becomes its nearest double. A whole number must be held exactly, or be what ECMAScript writes for
     * its nearest double: 1e23 is not held exactly, but comes back as 1e+23 and so has kept its value.
     */
    static Verdict judge(String text) {
        return new JsonNumber(text).judge();
    }

    private Verdict judge() {
        if (first < 0) {
            return new Verdict.Held(LongNode.valueOf(0));
        }
        boolean whole = weight(last) >= 0;
        if (whole && weight(first) > LARGEST_WEIGHT) {
            return new Verdict.TooLarge();
        }
        double nearest = Double.parseDouble(text);
        if (Double.isInfinite(nearest)) {
            return new Verdict.TooLarge();
        }
        if (whole && Math.abs(nearest) >= ALL_EXACT && !survives(nearest)) {
            return new Verdict.NotExact();
        }
        return new Verdict.Held(
                whole && Math.abs(nearest) < ALL_EXACT
                        ? LongNode.valueOf((long) nearest)
                        : DoubleNode.valueOf(nearest));
    }

    /** The power of ten that a digit of the mantissa stands for. */
    private long weight(int digit) {
        return digitsBeforePoint - 1L - digit + exponent;
    }

    /** For whole numbers whose weights are known to be small. */
    private boolean survives(double nearest) {
        BigDecimal value = new BigDecimal(significantDigits()).scaleByPowerOfTen((int) weight(last));
        BigDecimal magnitude = new BigDecimal(Math.abs(nearest));
        return value.compareTo(magnitude) == 0
                || value.compareTo(new BigDecimal(Double.toString(Math.abs(nearest)))) == 0;
    }

    /** From the first to the last that is not 0: a text of a million zeros must not become a number of them. */
    private BigInteger significantDigits() {
        StringBuilder digits = new StringBuilder(last - first + 1);
        int digit = 0;
        for (int i = 0; digit <= last; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (digit >= first) {
                    digits.append(c);
                }
                digit++;
            }
        }
        return new BigInteger(digits.toString());
    }
}
