package com.agentbot.webhooks.schemas.delivery;

import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One record on {@code agentbot.attempts}: a POST that was made, or one that was not made and why.
 *
 * @param deliveryId the delivery it belongs to
 * @param webhookId also the record's key
 * @param siteId the site that the webhook belongs to
 * @param eventType such as {@code message.created}
 * @param event where the event lies
 * @param createdAtMillis the event record's timestamp, in milliseconds of the Unix epoch
 * @param number counted from 1; for an outcome without a POST, the number the attempt would have had
 * @param firstNumber the number with which the delivery's way through the schedule began: 1, or more where it was sent
 *     again after an earlier way had ended
 * @param trigger what made it happen
 * @param atMillis when it began, in milliseconds of the Unix epoch
 * @param outcome what became of the delivery
 * @param statusCode the answer's status; null when there was no answer
 * @param durationMillis from the start to the verdict; null when no POST was made
 * @param responseHeaders the beginning of the answer's header lines, each {@code name: value} and a line feed; null when
 *     there was no answer
 * @param responseBody the beginning of the answer's body as text; null when there was no answer
 * @param errorClass a fixed word for what went wrong, such as {@code timeout}; null when delivered
 * @param error the same for a person; null when delivered
 * @param nextAttemptAtMillis when the next attempt is due, in milliseconds of the Unix epoch; null when none is
 * @param webhookVersion the version of the webhook's settings that the POST was made with; null when no POST was made
 */
public record Attempt(
        UUID deliveryId,
        String webhookId,
        String siteId,
        String eventType,
        EventRef event,
        long createdAtMillis,
        int number,
        int firstNumber,
        Trigger trigger,
        long atMillis,
        Outcome outcome,
        @Nullable Integer statusCode,
        @Nullable Long durationMillis,
        @Nullable String responseHeaders,
        @Nullable String responseBody,
        @Nullable String errorClass,
        @Nullable String error,
        @Nullable Long nextAttemptAtMillis,
        @Nullable Long webhookVersion) {

    /** An attempt on the delivery's first way through the schedule, of whose answer no headers are known. */
    public Attempt(
            UUID deliveryId,
            String webhookId,
            String siteId,
            String eventType,
            EventRef event,
            long createdAtMillis,
            int number,
            Trigger trigger,
            long atMillis,
            Outcome outcome,
            @Nullable Integer statusCode,
            @Nullable Long durationMillis,
            @Nullable String responseBody,
            @Nullable String errorClass,
            @Nullable String error,
            @Nullable Long nextAttemptAtMillis,
            @Nullable Long webhookVersion) {
        this(
                deliveryId,
                webhookId,
                siteId,
                eventType,
                event,
                createdAtMillis,
                number,
                1,
                trigger,
                atMillis,
                outcome,
                statusCode,
                durationMillis,
                null,
                responseBody,
                errorClass,
                error,
                nextAttemptAtMillis,
                webhookVersion);
    }
}
