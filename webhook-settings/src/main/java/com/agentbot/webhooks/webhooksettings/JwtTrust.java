package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Environment;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose JWTs are taken.
 *
 * @param keys where the issuer's public keys are
 * @param issuer whose JWTs they are
 * @param audience for whom they must be
 * @param patience how long fetching the keys may take, to connect as well as between two pieces of the answer
 * @param refresh how often the keys are fetched again
 * @param outage how long they hold while they cannot be fetched again
 */
record JwtTrust(URL keys, String issuer, String audience, Duration patience, Duration refresh, Duration outage) {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Null where none are taken, and where what is set makes no sense. */
    static @Nullable JwtTrust read(Environment environment) {
        String url = environment.optional(
                "JWKS_URL",
                "Where the public keys are that JWTs are signed with: an https:// URL of a JSON Web Key Set. Without it no"
                        + " JWT is taken.");
        String issuer =
                environment.optional("JWT_ISSUER", "Who signs the JWTs: their claim iss. Needed with JWKS_URL.");
        String audience = environment.optional(
                "JWT_AUDIENCE", "Whom the JWTs must be for: in their claim aud. Needed with JWKS_URL.");
        Duration patience = environment.duration(
                "JWKS_WAIT", "3s", "How long the server of JWKS_URL may take to be connected to, and to answer.");
        Duration refresh =
                environment.duration("JWKS_REFRESH", "5m", "How often the keys at JWKS_URL are fetched again.");
        Duration outage = environment.duration(
                "JWKS_OUTAGE", "1d", "How long the keys that were fetched hold while JWKS_URL does not answer.");
        if (url == null) {
            if (issuer != null || audience != null) {
                environment.problem("JWKS_URL is not set, but JWT_ISSUER or JWT_AUDIENCE is: set all three, or none.");
            }
            return null;
        }
        URL keys = keys(environment, url);
        if (issuer == null || audience == null) {
            environment.problem((issuer == null ? "JWT_ISSUER" : "JWT_AUDIENCE")
                    + " is not set: with JWKS_URL, JWT_ISSUER and JWT_AUDIENCE have to be set, too.");
            return null;
        }
        return keys == null ? null : new JwtTrust(keys, issuer, audience, patience, refresh, outage);
    }

    private static @Nullable URL keys(Environment environment, String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            // Whoever can change what is fetched over plain HTTP can sign in as anybody.
            boolean secure = "https".equals(uri.getScheme());
            boolean local = "http".equals(uri.getScheme()) && host != null && THIS_MACHINE.contains(host);
            boolean allowed = host != null && uri.getUserInfo() == null && (secure || local);
            if (allowed) {
                return uri.toURL();
            }
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            // Told below, like any other text that is no such URL.
        }
        environment.problem("JWKS_URL=" + text + " is wrong: it must be an https:// URL such as"
                + " https://auth.example.com/jwks.json; http:// only on this machine");
        return null;
    }
}
