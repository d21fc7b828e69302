package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.util.Locale;

/** What a request brings to say whose it is. */
sealed interface Credential {
    String COOKIE = "agentbot_session";
    String SCHEME = "bearer ";

    /** As it stands in the request. */
    String text();

    /** {@code Authorization: Bearer …} (RFC 6750, 2.1): a token of ours, or a JWT. */
    record Bearer(String text) implements Credential {}

    /** {@code Authorization} of another scheme. */
    record Other(String text) implements Credential {}

    /** A token of ours with which a session is to begin. */
    record Begun(String text) implements Credential {}

    /** The page's cookie. */
    record Session(String text) implements Credential {}

    /** That of the request: a token in its address is none. A problem of status 401 where there is none. */
    static Credential of(Context context) {
        String header = context.header("Authorization");
        if (header != null) {
            return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                    ? new Bearer(header.substring(SCHEME.length()).strip())
                    : new Other(header);
        }
        String session = context.cookie(COOKIE);
        if (session != null) {
            return new Session(session);
        }
        throw Problem.unauthorized("Send a token: 'Authorization: Bearer <token>'.");
    }
}
