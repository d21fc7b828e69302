package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How one delivery's turn ended: everything that can become of a record on a delivery topic. */
sealed interface Verdict {

    /** The endpoint answered 2xx. */
    record Delivered() implements Verdict {}

    /**
     * The attempt failed and another one follows.
     *
     * @param dueAtMillis when the next attempt is due, in milliseconds of the Unix epoch
     */
    record Retry(RetryTiers.Tier tier, long dueAtMillis, Fault fault) implements Verdict {}

    /** The endpoint answered 410: its webhook is to be switched off, and the delivery held. */
    record Gone(Fault fault) implements Verdict {}

    /** The last attempt failed. */
    record DeadLetter(Fault fault) implements Verdict {}

    /** An attempt that was asked for by hand failed: nothing follows from it, and what the schedule plans stays. */
    record InVain(Fault fault) implements Verdict {}

    /** No POST was made: it waits in the slow lane instead, where it holds nobody up. */
    record Moved() implements Verdict {}

    /**
     * No POST was made: the endpoint takes none, or no more. It waits in a retry topic, for the same attempt.
     *
     * @param dueAtMillis until when, in milliseconds of the Unix epoch
     * @param sinceMillis since when this attempt has been waiting for the endpoint
     * @param turnAtMillis when its turn is expected among those that wait for the endpoint; empty where that is not known
     */
    record Postponed(RetryTiers.Tier tier, long dueAtMillis, long sinceMillis, OptionalLong turnAtMillis, Fault fault)
            implements Verdict {}

    /** No POST was made, and none will be: the endpoint has taken none for too long. */
    record Expired(Fault fault) implements Verdict {}

    /** No POST was made, because the webhook is off or cannot be used as it is. */
    record Held(Fault fault) implements Verdict {}

    /** No POST was made, because the webhook is deleted. */
    record Cancelled() implements Verdict {}

    /** The record is no delivery that could be sent. */
    record Unreadable(String error) implements Verdict {}

    /**
     * What went wrong.
     *
     * @param errorClass a fixed word, such as {@code timeout}
     * @param error the same for a person
     * @param statusCode of the answer; null when there was none
     */
    record Fault(String errorClass, String error, @Nullable Integer statusCode) {}
}
