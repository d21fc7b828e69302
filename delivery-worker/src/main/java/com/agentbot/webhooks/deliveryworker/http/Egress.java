package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.servicekit.Environment;

/**
 * What the network that the client stands in asks of it, and its settings.
 *
 * @param authorities who vouches for endpoints beside those whom the platform trusts
 */
public record Egress(Authorities authorities) {
    /** Only the platform's authorities. */
    public static final Egress DIRECT = new Egress(Authorities.PLATFORM);

    /** Reads the settings; what is wrong is found by {@link Environment#check}. */
    public static Egress read(Environment environment) {
        return new Egress(environment.parsed(
                "HTTP_CA_FILE",
                "",
                "A file of PEM certificates: authorities to trust beside the platform's.",
                Authorities::read));
    }
}
