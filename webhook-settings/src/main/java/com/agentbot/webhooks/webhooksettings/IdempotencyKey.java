package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which a creation that is asked for again is known.
 *
 * @param text as its sender has chosen it
 * @param requestHash of what was asked for, however it was spelt
 */
record IdempotencyKey(String text, String requestHash) {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern TEXT = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** That of the request; null where it has none. */
    static @Nullable IdempotencyKey of(Context context, ObjectNode request) {
        String text = context.header(HEADER);
        if (text == null) {
            return null;
        }
        if (!TEXT.matcher(text).matches()) {
            throw Problem.badRequest(
                    HEADER,
                    "'" + HEADER + "' must have 1 to 255 characters: letters, digits and signs of ASCII, no spaces.");
        }
        return new IdempotencyKey(text, Sha256.hex(Json.canonical(request)));
    }
}
