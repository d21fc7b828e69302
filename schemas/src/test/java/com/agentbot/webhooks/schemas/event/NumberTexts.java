package com.agentbot.webhooks.schemas.event;

import java.util.random.RandomGenerator;

/** Number texts that follow the JSON grammar, most of them from where numbers go wrong. */
final class NumberTexts {
    private final RandomGenerator random;

    NumberTexts(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        String magnitude = switch (random.nextInt(11)) {
            case 0 -> Integer.toString(random.nextInt(1_000));
            case 1 -> Double.toString(finite()).replace("-", "").replace("E", exponentSign());
            case 2 -> Long.toUnsignedString(random.nextLong() >>> random.nextInt(64));
            case 3 -> Long.toString((1L << 53) + random.nextInt(-5, 1_000));
            case 4 -> nearPowerOfTen();
            case 5 -> digits(1 + random.nextInt(40)) + "." + digits(1 + random.nextInt(40));
            case 6 -> digits(1 + random.nextInt(400));
            case 7 -> "0." + "0".repeat(random.nextInt(400)) + digits(1 + random.nextInt(20));
            case 8 ->
                digits(1 + random.nextInt(3)) + "." + digits(1 + random.nextInt(3)) + exponent(random.nextInt(400));
            case 9 -> subnormal();
            default -> padded();
        };
        return random.nextInt(4) == 0 ? "-" + magnitude : magnitude;
    }

    private double finite() {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? Math.abs(number) : 0.1;
    }

    private String exponentSign() {
        return random.nextBoolean() ? "e" : "E";
    }

    private String nearPowerOfTen() {
        double power = Double.parseDouble("1e" + random.nextInt(-323, 309));
        double near = Double.longBitsToDouble(Double.doubleToLongBits(power) + random.nextInt(-2, 3));
        return Double.toString(Math.abs(near));
    }

    private String subnormal() {
        return Double.toString(Double.longBitsToDouble(random.nextLong() >>> random.nextInt(12, 64)));
    }

    /** The same value spelled at length: zeros before and after the point, and an exponent that takes them back. */
    private String padded() {
        int zeros = random.nextInt(40);
        String digits = Integer.toString(1 + random.nextInt(9_999));
        return random.nextBoolean()
                ? digits + "0".repeat(zeros) + exponent(-zeros + random.nextInt(3))
                : "0." + "0".repeat(zeros) + digits + exponent(zeros + random.nextInt(30));
    }

    private String exponent(int power) {
        boolean negative = power < 0 || (power == 0 && random.nextBoolean());
        String sign = negative ? "-" : random.nextBoolean() ? "+" : "";
        return exponentSign() + sign + "0".repeat(random.nextInt(3)) + Math.abs(power);
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(i == 0 && count > 1 ? 1 : 0, 10)));
        }
        return digits.toString();
    }
}
