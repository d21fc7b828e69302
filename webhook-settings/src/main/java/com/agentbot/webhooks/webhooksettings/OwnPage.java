package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells what our own page asks for from what another site's page makes a browser ask for, which sends the cookie along
 * whoever made it ask. A change needs a header that only a script of our own origin can set, and the browser must not
 * say that it comes from elsewhere.
 */
final class OwnPage {
    private static final String PAGE_HEADER = "X-Agentbot-Page";

    private OwnPage() {}

    /** Refuses a change that no script of our page asked for. */
    static void require(Context context) {
        boolean safe = switch (context.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
        if (safe) {
            return;
        }
        if (!"1".equals(context.header(PAGE_HEADER))) {
            throw forbidden("With the page's cookie a change needs the header '" + PAGE_HEADER + ": 1'.");
        }
        if (isFromElsewhere(context)) {
            throw forbidden("With the page's cookie a change can only be made from the page itself, not from another"
                    + " site's.");
        }
    }

    /**
     * Every browser of today says {@code Sec-Fetch-Site} over HTTPS, and a proxy that changes the host does not touch it;
     * else the origin's host must be the one that was asked. No browser sends neither with a change.
     */
    private static boolean isFromElsewhere(Context context) {
        String site = context.header("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = context.header("Origin");
        return origin != null && !authority(origin).equals(lower(context.header("Host")));
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return lower(authority);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail, null);
    }
}
