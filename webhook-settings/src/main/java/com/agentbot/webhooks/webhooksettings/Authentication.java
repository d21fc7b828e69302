package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, by a token, a JWT or the page's session, and how much: requests are counted by caller, failures by
 * address. Safe for use by many threads.
 */
final class Authentication {
    private static final String NOT_VALID = "This token is not valid.";

    private final Tokens tokens;
    private final PostgresSessions sessions;
    private final @Nullable Jwts jwts;
    private final ClientAddresses addresses;
    private final FailedSignIns failures;
    private final Quota ofSites;
    private final Quota ofOperators;

    /**
     * By these.
     *
     * @param jwts null where none are taken
     */
    Authentication(Tokens tokens, PostgresSessions sessions, @Nullable Jwts jwts, Limits limits, Clock clock) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.jwts = jwts;
        this.addresses = new ClientAddresses(limits.trustedProxies());
        this.failures = new FailedSignIns(limits.failedSignInsPerMinute(), clock);
        this.ofSites = requests(limits.requestsPerMinute(), clock);
        this.ofOperators = requests(limits.operatorRequestsPerMinute(), clock);
    }

    private static Quota requests(int perMinute, Clock clock) {
        return new Quota(
                perMinute, "There were more than " + perMinute + " requests in this minute; wait for the next.", clock);
    }

    /** The caller; a problem of status 401 when there is none, of 429 when it has asked for too much. */
    Caller caller(Context context) {
        Credential credential = Credential.of(context);
        if (credential instanceof Credential.Session) {
            OwnPage.require(context);
        }
        return letIn(context, credential);
    }

    /** The caller that a token stands for with which somebody signs in. */
    Caller signIn(Context context, String token) {
        return letIn(context, new Credential.Begun(token));
    }

    private Caller letIn(Context context, Credential credential) {
        String address = addresses.of(
                context.req().getRemoteAddr(), Collections.list(context.req().getHeaders("X-Forwarded-For")));
        failures.admit(address, credential);
        return switch (find(credential)) {
            case Identity.Known(Caller caller) -> {
                failures.letIn(credential);
                (caller.siteId() == null ? ofOperators : ofSites).take(caller.key());
                yield caller;
            }
            case Identity.Refused(String why) -> {
                failures.failed(address, credential);
                throw Problem.unauthorized(why);
            }
            case Identity.Powerless(String why) -> throw new Problem(403, "Forbidden", why, null);
        };
    }

    private Identity find(Credential credential) {
        return switch (credential) {
            case Credential.Bearer(String text) ->
                jwts != null && Jwts.looksLikeOne(text) ? jwts.read(text) : Identity.of(tokens.find(text), NOT_VALID);
            case Credential.Begun(String token) -> Identity.of(tokens.find(token), NOT_VALID);
            case Credential.Session(String id) ->
                Identity.of(sessions.find(id), "This session has ended. Sign in again.");
            case Credential.Other other -> new Identity.Refused("Only 'Authorization: Bearer <token>' is understood.");
        };
    }
}
