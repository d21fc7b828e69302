package com.agentbot.webhooks.schemas.delivery;

import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.UUID;

/**
 * One event on its way to one webhook: all that is known of it besides its body, which is the record's value.
 *
 * @param id the same on every attempt and after every replay
 * @param webhookId also the record's key
 * @param siteId the site that the webhook belongs to
 * @param eventType such as {@code message.created}
 * @param attempt the number of the POST that is due, counted from 1
 * @param firstAttempt the number with which its way through the schedule began: 1, or more where it was sent again after
 *     an earlier way had ended
 * @param dueAtMillis when it is due, in milliseconds of the Unix epoch; in the past for what is due at once
 * @param event where the event lies
 * @param createdAtMillis the event record's timestamp, in milliseconds of the Unix epoch
 * @param webhookVersion the version of the webhook's settings that the event was matched with: whoever delivers must
 *     know at least these before deciding that the webhook does not exist
 * @param trigger what made this attempt happen
 */
public record Delivery(
        UUID id,
        String webhookId,
        String siteId,
        String eventType,
        int attempt,
        int firstAttempt,
        long dueAtMillis,
        EventRef event,
        long createdAtMillis,
        long webhookVersion,
        Trigger trigger) {

    /** A delivery on its first way through the schedule. */
    public Delivery(
            UUID id,
            String webhookId,
            String siteId,
            String eventType,
            int attempt,
            long dueAtMillis,
            EventRef event,
            long createdAtMillis,
            long webhookVersion,
            Trigger trigger) {
        this(
                id,
                webhookId,
                siteId,
                eventType,
                attempt,
                1,
                dueAtMillis,
                event,
                createdAtMillis,
                webhookVersion,
                trigger);
    }

    /** Which attempt of the schedule is due, counted from 1. */
    public int turn() {
        return attempt - firstAttempt + 1;
    }

    /** The same delivery, waiting for its next attempt. */
    public Delivery retryAt(long nextDueAtMillis) {
        return new Delivery(
                id,
                webhookId,
                siteId,
                eventType,
                attempt + 1,
                firstAttempt,
                nextDueAtMillis,
                event,
                createdAtMillis,
                webhookVersion,
                trigger);
    }
}
