package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.Trigger;

/** What an attempt says of its webhook's endpoint. */
enum Sign {
    SUCCESS,
    FAILURE,
    /** It wants no more. */
    GONE,
    NOTHING;

    static Sign of(Attempt attempt) {
        return switch (attempt.outcome()) {
            case DELIVERED -> SUCCESS;
            // Whoever tries a webhook out expects that it may fail; and what was never sent is not the endpoint's
            // fault.
            case RETRY, FAILED -> wasPosted(attempt) && attempt.trigger() != Trigger.TEST ? FAILURE : NOTHING;
            case GONE -> GONE;
            case POSTPONED, HELD, CANCELLED -> NOTHING;
        };
    }

    /** A record that can never be sent fails without a POST, and so without a duration. */
    static boolean wasPosted(Attempt attempt) {
        return attempt.outcome().posted() && attempt.durationMillis() != null;
    }
}
