package com.agentbot.webhooks.deliveryworker;

/** Where a lane sends the deliveries of an endpoint that holds up the others. Pure; safe for use by many threads. */
interface Elsewhere {
    /**
     * What becomes of one.
     *
     * @param nowMillis in milliseconds of the Unix epoch
     */
    Verdict of(WayOut.Leaving leaving, long nowMillis);
}
