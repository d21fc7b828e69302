package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of a webhook a change is meant for (RFC 9110, 13.1.1).
 *
 * @param any whether for whichever there is
 * @param tags as {@link StoredWebhook#eTag()} has them
 */
record IfMatch(boolean any, Set<String> tags) {
    private static final String HEADER = "If-Match";
    /** A weak one never fits, so that it need not be kept. */
    private static final Pattern TAG =
            Pattern.compile("\\s*(?<weak>W/)?(?<tag>\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(,|$)");

    IfMatch {
        tags = Set.copyOf(tags);
    }

    static IfMatch of(Context context) {
        String header = String.join(",", Collections.list(context.req().getHeaders(HEADER)))
                .strip();
        boolean any = header.isEmpty() || header.equals("*");
        return new IfMatch(any, any ? Set.of() : tags(header));
    }

    private static Set<String> tags(String header) {
        Set<String> tags = new HashSet<>();
        Matcher matcher = TAG.matcher(header);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group("weak") == null) {
                tags.add(matcher.group("tag"));
            }
        }
        if (end != header.length()) {
            throw Problem.badRequest(
                    HEADER, "'If-Match' must be ETags as they were answered, in their quotes, comma-separated, or *.");
        }
        return tags;
    }

    /** Refuses to change a webhook that is not as it was meant. */
    void check(StoredWebhook webhook) {
        if (!any && !tags.contains(webhook.eTag())) {
            throw new Problem(
                    412,
                    "Precondition failed",
                    "This webhook has been changed since you read it. Read it again and repeat your change if it still"
                            + " makes sense.",
                    null);
        }
    }
}
