package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: a Bearer token (RFC 6750, 2.1; never one in a query), or the page's session cookie. A browser sends
 * the cookie whoever made it ask; so with the cookie, whatever changes something needs a header that only a script of
 * our own origin can set. Safe for use by many threads.
 */
final class Authentication {
    static final String COOKIE = "agentbot_session";
    private static final String PAGE_HEADER = "X-Agentbot-Page";
    private static final String SCHEME = "bearer ";

    private final Tokens tokens;
    private final PostgresSessions sessions;

    Authentication(Tokens tokens, PostgresSessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** The caller; a problem of status 401 when there is none. */
    Caller caller(Context context) {
        String header = context.header("Authorization");
        if (header != null) {
            return byToken(header);
        }
        String session = context.cookie(COOKIE);
        if (session != null) {
            return bySession(context, session);
        }
        throw Problem.unauthorized("Send a token: 'Authorization: Bearer <token>'.");
    }

    private Caller byToken(String header) {
        boolean bearer = header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        Optional<Caller> caller =
                bearer ? tokens.find(header.substring(SCHEME.length()).strip()) : Optional.empty();
        return caller.orElseThrow(() -> Problem.unauthorized(
                bearer ? "This token is not valid." : "Only 'Authorization: Bearer <token>' is understood."));
    }

    private Caller bySession(Context context, String session) {
        requirePage(context);
        return sessions.find(session).orElseThrow(() -> Problem.unauthorized("This session has ended. Sign in again."));
    }

    /** Refuses a change that no script of our page asked for. */
    void requirePage(Context context) {
        boolean safe = switch (context.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
        if (!safe && !"1".equals(context.header(PAGE_HEADER))) {
            throw new Problem(
                    403,
                    "Forbidden",
                    "With the page's cookie a change needs the header '" + PAGE_HEADER + ": 1'.",
                    null);
        }
    }

    /** The caller that a token stands for; empty when it is none. */
    Optional<Caller> tokenHolder(@Nullable String token) {
        return token == null ? Optional.empty() : tokens.find(token);
    }
}
