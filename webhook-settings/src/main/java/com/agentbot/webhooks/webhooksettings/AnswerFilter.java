package com.agentbot.webhooks.webhooksettings;

/** Which answer the last POST of a delivery got. */
sealed interface AnswerFilter {
    /** As it is said of the parameter that holds one. */
    String RIGHT = "a status code such as 503, a class such as 5xx, or none";

    /** It got none. */
    record None() implements AnswerFilter {}

    /** It got one with a status in this range, both ends included. */
    record Status(int first, int last) implements AnswerFilter {}

    /**
     * Reads {@code 503}, {@code 5xx} or {@code none}.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static AnswerFilter parse(String text) {
        if (text.equals("none")) {
            return new None();
        }
        if (!text.matches("[1-5](xx|[0-9]{2})")) {
            throw new IllegalArgumentException(text);
        }
        return new Status(Integer.parseInt(text.replace('x', '0')), Integer.parseInt(text.replace('x', '9')));
    }
}
