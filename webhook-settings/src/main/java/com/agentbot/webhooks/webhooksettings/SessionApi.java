package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.Set;

/**
 * The page's session: a token is traded for a random session id in a cookie that no script can read and no other site's
 * page can send.
 */
final class SessionApi {
    private final Authentication authentication;
    private final PostgresSessions sessions;

    /** Where calls are added that need no caller. */
    interface Routes {
        /** Adds one call. */
        void add(String method, String path, Handler handler);
    }

    SessionApi(Authentication authentication, PostgresSessions sessions) {
        this.authentication = authentication;
        this.sessions = sessions;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/session", this::show);
        routes.add("POST", "/session", this::begin);
        routes.add("DELETE", "/session", this::end);
    }

    private void show(Context context) {
        write(context, authentication.caller(context));
    }

    private void begin(Context context) {
        OwnPage.require(context);
        ObjectNode json = Json.read(context, Set.of("token"));
        String token = WebhookForm.text("token", json.path("token"));
        Caller caller = authentication.signIn(context, token.strip());
        context.header("Set-Cookie", cookie(context, sessions.begin(token.strip()), sessions.length()));
        write(context, caller);
    }

    private void end(Context context) {
        OwnPage.require(context);
        String session = context.cookie(Credential.COOKIE);
        if (session != null) {
            sessions.end(session);
        }
        context.header("Set-Cookie", cookie(context, "", Duration.ZERO));
        context.status(204);
    }

    private static void write(Context context, Caller caller) {
        Json.write(
                context,
                200,
                Json.object()
                        .put("site_id", caller.siteId())
                        .put("scope", caller.scope().toString()));
    }

    private static String cookie(Context context, String value, Duration length) {
        // A browser on plain HTTP would not keep a cookie that is marked Secure, and deploy/up is plain HTTP.
        boolean secure = context.scheme().equals("https") || "https".equals(context.header("X-Forwarded-Proto"));
        return Credential.COOKIE + "=" + value + "; Path=/; Max-Age=" + length.toSeconds()
                + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
