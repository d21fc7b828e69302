package com.agentbot.webhooks.schemas.delivery;

/**
 * The header lines that a delivery's POST carries, besides those by which an HTTP client frames it. What sends a POST and
 * what shows it later both take them from here.
 */
public final class RequestHeaders {
    /** In which {@link Signer.Signatures#agentbot()} is sent. */
    public static final String SIGNATURE = "X-Agentbot-Signature";

    private static final String USER_AGENT = "Agentbot-Webhooks/1.0";

    private RequestHeaders() {}

    /** The names, in the order in which they are sent. */
    public static String[] names() {
        return new String[] {
            "Content-Type",
            "User-Agent",
            "X-Agentbot-Event",
            "X-Agentbot-Delivery-Id",
            SIGNATURE,
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature"
        };
    }

    /**
     * The values of one attempt, in the order of the names.
     *
     * @param seconds the attempt's own time, in seconds of the Unix epoch
     */
    public static String[] values(String deliveryId, String eventType, long seconds, Signer.Signatures signatures) {
        return new String[] {
            "application/json",
            USER_AGENT,
            eventType,
            deliveryId,
            signatures.agentbot(),
            deliveryId,
            Long.toString(seconds),
            signatures.standard()
        };
    }
}
