package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery's row in the log, and what one more attempt makes of it. Pure: the same attempts in the same order make the
 * same row, however they are cut into batches.
 *
 * @param attempts in the order in which they were logged; the last ones of very many
 */
record LogRow(Key key, String siteId, String event, String eventRef, Standing standing, List<LoggedAttempt> attempts) {
    /** More of one delivery than anybody looks at; a row is written anew with each. */
    static final int ATTEMPTS_KEPT = 200;

    /** What a row is found by. */
    record Key(String webhookId, long createdAtMillis, UUID id) {
        static Key of(Attempt attempt) {
            return new Key(attempt.webhookId(), attempt.createdAtMillis(), attempt.deliveryId());
        }
    }

    /**
     * How it stands.
     *
     * @param attemptCount the POSTs made
     * @param firstNumber with which the way through the schedule began that decides
     * @param lastNumber the highest of those that may decide; 0 where none may
     * @param lastStatusCode of the last POST; null when it had no answer, or there was none
     * @param lastAtMillis of the attempt that decides; null for none yet
     * @param lastErrorClass of the attempt that decides
     */
    record Standing(
            DeliveryStatus status,
            int attemptCount,
            int firstNumber,
            int lastNumber,
            @Nullable Integer lastStatusCode,
            @Nullable Long nextAttemptAtMillis,
            @Nullable Long lastAtMillis,
            @Nullable String lastErrorClass) {
        private static final Standing NONE = new Standing(DeliveryStatus.PENDING, 0, 1, 0, null, null, null, null);

        /**
         * An attempt with a lower number does not undo what a later one has said, but a success on the way that decides
         * does; of equal ones the last to arrive decides. What was delivered stays so on the same way.
         */
        private Standing after(Attempt attempt) {
            boolean delivered = attempt.outcome() == Outcome.DELIVERED;
            // One that was asked for by hand decides only by a success: its number is one that the schedule may use
            // too.
            int number = attempt.trigger() != Trigger.MANUAL || delivered ? attempt.number() : 0;
            boolean counts = number >= lastNumber || (delivered && number >= firstNumber);
            boolean isOver = status == DeliveryStatus.DELIVERED && attempt.firstNumber() <= lastNumber;
            boolean posted = Sign.wasPosted(attempt);
            int posts = attemptCount + (posted ? 1 : 0);
            if (!counts || isOver) {
                return new Standing(
                        status,
                        posts,
                        firstNumber,
                        Math.max(lastNumber, number),
                        lastStatusCode,
                        nextAttemptAtMillis,
                        lastAtMillis,
                        lastErrorClass);
            }
            return new Standing(
                    DeliveryStatus.after(attempt.outcome()),
                    posts,
                    Math.max(firstNumber, attempt.firstNumber()),
                    Math.max(lastNumber, number),
                    posted ? attempt.statusCode() : lastStatusCode,
                    attempt.nextAttemptAtMillis(),
                    attempt.atMillis(),
                    StorableText.ofNullable(attempt.errorClass()));
        }
    }

    /** The row of a delivery of which this is the first attempt that is logged. */
    static LogRow of(Attempt attempt) {
        return new LogRow(
                Key.of(attempt),
                attempt.siteId(),
                attempt.eventType(),
                attempt.event().toString(),
                Standing.NONE.after(attempt),
                List.of(LoggedAttempt.of(attempt)));
    }

    /** Whether this attempt is in it already. */
    boolean holds(Attempt attempt) {
        return attempts.stream().anyMatch(logged -> logged.is(attempt));
    }

    /** The row after an attempt that it does not hold. */
    LogRow with(Attempt attempt) {
        List<LoggedAttempt> more = new ArrayList<>(attempts);
        more.add(LoggedAttempt.of(attempt));
        return new LogRow(
                key,
                siteId,
                event,
                eventRef,
                standing.after(attempt),
                List.copyOf(more.subList(Math.max(0, more.size() - ATTEMPTS_KEPT), more.size())));
    }
}
