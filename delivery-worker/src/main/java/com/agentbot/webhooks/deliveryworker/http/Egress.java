package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.servicekit.Environment;
import org.jspecify.annotations.Nullable;

/**
 * What the network that the client stands in asks of it, and its settings.
 *
 * @param authorities who vouches for endpoints beside those whom the platform trusts
 * @param proxy stands between the client and every endpoint; null for none
 */
public record Egress(Authorities authorities, @Nullable EgressProxy proxy) {
    /** Straight to the endpoints, with the platform's authorities. */
    public static final Egress DIRECT = new Egress(Authorities.PLATFORM, null);

    /** Reads the settings; what is wrong is found by {@link Environment#check}. */
    public static Egress read(Environment environment) {
        return new Egress(
                environment.parsed(
                        "HTTP_CA_FILE",
                        "",
                        "A file of PEM certificates: authorities to trust beside the platform's.",
                        Authorities::read),
                proxy(environment));
    }

    private static @Nullable EgressProxy proxy(Environment environment) {
        String given = environment.optional(
                "HTTP_EGRESS_PROXY",
                "The HTTP proxy that every POST goes through by CONNECT, as http://host:port or"
                        + " http://user:password@host:port. Without it POSTs go straight out; http_proxy is never looked"
                        + " at.");
        try {
            return given == null ? null : EgressProxy.parse(given);
        } catch (IllegalArgumentException e) {
            // The value itself is never repeated: it may hold a password.
            environment.problem("HTTP_EGRESS_PROXY is wrong: " + e.getMessage());
            return null;
        }
    }
}
