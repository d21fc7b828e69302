package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a delivery stands. Written in lower case. */
enum DeliveryStatus {
    /** The next attempt waits. */
    PENDING,
    DELIVERED,
    FAILED,
    /** Its webhook is switched off; it can be sent later. */
    HELD,
    /** Its webhook was deleted. */
    CANCELLED;

    private final String spelling = name().toLowerCase(Locale.ROOT);

    static DeliveryStatus after(Outcome outcome) {
        return switch (outcome) {
            case RETRY, POSTPONED -> PENDING;
            case DELIVERED -> DELIVERED;
            case FAILED -> FAILED;
            case GONE, HELD -> HELD;
            case CANCELLED -> CANCELLED;
        };
    }

    static Optional<DeliveryStatus> find(String text) {
        return Arrays.stream(values())
                .filter(status -> status.spelling.equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return spelling;
    }
}
