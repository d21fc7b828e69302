package com.agentbot.webhooks.webhooksettings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whose pages may show ours in a frame.
 *
 * @param sources as the Content-Security-Policy writes them (CSP 3, 6.4.2)
 */
record FrameAncestors(List<String> sources) {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String PORT = "(:[1-9][0-9]{0,4})?";
    /** What stands in for a part of the name stands before at least two labels: not for all of .com. */
    private static final Pattern HTTPS =
            Pattern.compile("https://(\\*\\." + LABEL + "\\.)?" + LABEL + "(\\." + LABEL + ")*" + PORT);
    /** Plain HTTP could be anybody's page, but for what comes from the reader's own machine. */
    private static final Pattern HTTP = Pattern.compile("http://(localhost|127\\.0\\.0\\.1)" + PORT);

    FrameAncestors {
        sources = List.copyOf(sources);
    }

    /**
     * Reads origins, comma-separated; none for nobody.
     *
     * @throws IllegalArgumentException naming the one that is none
     */
    static FrameAncestors parse(String text) {
        return new FrameAncestors(Arrays.stream(text.split(","))
                .map(source -> source.strip().toLowerCase(Locale.ROOT))
                .filter(source -> !source.isEmpty())
                .map(FrameAncestors::source)
                .toList());
    }

    private static String source(String text) {
        if (text.equals("'self'")
                || HTTPS.matcher(text).matches()
                || HTTP.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("'" + text + "' is no origin such as https://app.example.com or"
                + " https://*.example.com, without a path, nor 'self'; http:// is only for localhost and 127.0.0.1");
    }

    /** The directive's value. */
    String policy() {
        return sources.isEmpty() ? "'none'" : String.join(" ", sources);
    }
}
