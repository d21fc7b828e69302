package com.agentbot.webhooks.fanoutstream;

/**
 * How much of one event goes out at once, so that no event makes a transaction without end.
 *
 * @param deliveries at most, 1 or more
 * @param bytes of bodies at most, though always one delivery
 */
record Portion(int deliveries, int bytes) {

    int deliveriesOf(int bodyBytes) {
        return Math.max(1, Math.min(deliveries, bytes / Math.max(1, bodyBytes)));
    }
}
