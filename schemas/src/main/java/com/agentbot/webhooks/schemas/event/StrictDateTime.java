package com.agentbot.webhooks.schemas.event;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;

/**
 * The format {@code date-time}, to the letter of RFC 3339, section 5.6. The validator's own also takes a space in place
 * of the T and a line break at the end, which other readers of the body need not understand.
 */
final class StrictDateTime implements Format {
    /** As in 2026-05-17T12:34:56, with 0 for any digit. */
    private static final String DATE_TIME = "0000-00-00T00:00:00";

    private static final String OFFSET = "+00:00";
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int MINUTES_A_DAY = 24 * 60;

    @Override
    public String getName() {
        return "date-time";
    }

    @Override
    public boolean matches(ExecutionContext context, String text) {
        return isDateTime(text);
    }

    static boolean isDateTime(String text) {
        if (!hasShape(text, 0, DATE_TIME)) {
            return false;
        }
        int zone = afterFraction(text, DATE_TIME.length());
        return zone > 0 && isDate(text) && isTime(text, zone);
    }

    /** Where the zone begins, or -1 when a point is not followed by a digit. */
    private static int afterFraction(String text, int start) {
        if (start == text.length() || text.charAt(start) != '.') {
            return start;
        }
        int i = start + 1;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        return i > start + 1 ? i : -1;
    }

    private static boolean isDate(String text) {
        int year = two(text, 0) * 100 + two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (leap && month == 2 ? 1 : 0);
    }

    private static boolean isTime(String text, int zone) {
        int offset = offsetMinutes(text, zone);
        int hour = two(text, 11);
        int minute = two(text, 14);
        int second = two(text, 17);
        if (offset == Integer.MIN_VALUE || hour > 23 || minute > 59 || second > 60) {
            return false;
        }
        // A leap second is the last of a day in UTC.
        return second < 60 || Math.floorMod(hour * 60 + minute - offset, MINUTES_A_DAY) == MINUTES_A_DAY - 1;
    }

    /** Minutes ahead of UTC, or the least of all integers when it is no zone. */
    private static int offsetMinutes(String text, int start) {
        if (start == text.length() - 1 && (text.charAt(start) == 'Z' || text.charAt(start) == 'z')) {
            return 0;
        }
        boolean behind = start < text.length() && text.charAt(start) == '-';
        if (text.length() != start + OFFSET.length() || !hasShape(text, start, behind ? "-00:00" : OFFSET)) {
            return Integer.MIN_VALUE;
        }
        int hours = two(text, start + 1);
        int minutes = two(text, start + 4);
        if (hours > 23 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (behind ? -1 : 1) * (hours * 60 + minutes);
    }

    private static boolean hasShape(String text, int start, String shape) {
        if (text.length() < start + shape.length()) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char c = text.charAt(start + i);
            boolean fits = switch (shape.charAt(i)) {
                case '0' -> isDigit(c);
                case 'T' -> c == 'T' || c == 't';
                default -> c == shape.charAt(i);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int two(String text, int start) {
        return (text.charAt(start) - '0') * 10 + text.charAt(start + 1) - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
