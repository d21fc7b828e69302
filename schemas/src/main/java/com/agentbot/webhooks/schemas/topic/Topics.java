package com.agentbot.webhooks.schemas.topic;

import java.util.regex.Pattern;

/** The names of the topics. What each holds and how it is kept stands in {@link TopicCatalogue}. */
public final class Topics {
    public static final String EVENTS = "agentbot.events";
    public static final String EVENTS_INVALID = "agentbot.events.invalid";
    public static final String WEBHOOKS = "agentbot.webhooks";
    public static final String DELIVERIES = "agentbot.deliveries";
    public static final String DELIVERIES_SLOW = "agentbot.deliveries.slow";
    public static final String RETRY_PREFIX = "agentbot.retry.";
    public static final String DEAD_LETTER = "agentbot.dead-letter";
    public static final String ATTEMPTS = "agentbot.attempts";
    public static final String OPERATIONS = "agentbot.operations";

    /** Every retry topic, also one of a tier that was configured earlier and may still hold records. */
    public static final Pattern RETRY = Pattern.compile(Pattern.quote(RETRY_PREFIX) + ".+");

    private Topics() {}
}
