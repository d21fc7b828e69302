package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges an answer: 2xx is success; 410 (RFC 9110, section 15.5.11) means that the endpoint wants no more; anything else,
 * redirects included, is retried on the schedule, and after the last attempt it is a dead letter; one asked for by hand is
 * not retried. Pure, safe for use by many threads.
 */
final class Judge {
    private static final int GONE = 410;

    private final RetryTiers tiers;

    Judge(RetryTiers tiers) {
        this.tiers = tiers;
    }

    /**
     * The verdict on one attempt.
     *
     * @param delivery of which it was an attempt
     * @param nowMillis when it ended, in milliseconds of the Unix epoch: the next one counts from here
     */
    Verdict judge(Answer answer, Delivery delivery, long nowMillis) {
        return switch (answer) {
            case Answer.Responded responded when isSuccess(responded.statusCode()) -> new Verdict.Delivered();
            case Answer.Responded responded
            when responded.statusCode() == GONE ->
                new Verdict.Gone(
                        new Verdict.Fault("gone", "The endpoint answered 410: it wants no more deliveries.", GONE));
            case Answer.Responded responded ->
                failed(delivery, nowMillis, fault(responded), wish(responded, nowMillis));
            case Answer.Failed failed ->
                failed(
                        delivery,
                        nowMillis,
                        new Verdict.Fault(failed.failure().toString(), sentence(failed.detail()), null),
                        Duration.ZERO);
        };
    }

    private static boolean isSuccess(int statusCode) {
        return statusCode >= 200 && statusCode <= 299;
    }

    private static Verdict.Fault fault(Answer.Responded responded) {
        int status = responded.statusCode();
        boolean redirect = status >= 300 && status <= 399;
        return new Verdict.Fault(
                redirect ? "redirect" : "status",
                "The endpoint answered " + status + (redirect ? "; redirects are not followed." : "."),
                status);
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }

    private Verdict failed(Delivery delivery, long nowMillis, Verdict.Fault fault, Duration wish) {
        if (delivery.trigger() == Trigger.MANUAL) {
            return new Verdict.InVain(fault);
        }
        Optional<RetryTiers.Tier> scheduled = tiers.after(delivery.turn());
        if (scheduled.isEmpty()) {
            return new Verdict.DeadLetter(fault);
        }
        RetryTiers.Tier tier = longEnough(delivery.turn(), wish);
        return new Verdict.Retry(tier, nowMillis + tier.delay().toMillis(), fault);
    }

    /** The scheduled tier, or the first after it that is long enough for the endpoint's wish, or the last. */
    private RetryTiers.Tier longEnough(int turn, Duration wish) {
        for (RetryTiers.Tier tier :
                tiers.tiers().subList(turn - 1, tiers.tiers().size())) {
            if (tier.delay().compareTo(wish) >= 0) {
                return tier;
            }
        }
        return tiers.tiers().getLast();
    }

    /** How long the endpoint asks to be left alone; zero when it does not ask, or asks for what makes no sense. */
    private static Duration wish(Answer.Responded responded, long nowMillis) {
        int status = responded.statusCode();
        return status == 429 || status == 503 ? retryAfter(responded.retryAfter(), nowMillis) : Duration.ZERO;
    }

    /** {@code Retry-After} as seconds or as a date (RFC 9110, section 10.2.3). */
    private static Duration retryAfter(@Nullable String value, long nowMillis) {
        if (value == null) {
            return Duration.ZERO;
        }
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // Twelve digits are 30,000 years: whoever asks for longer gets the longest tier all the same.
            return Duration.ofSeconds(Long.parseLong(text.substring(0, Math.min(text.length(), 12))));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.ofEpochMilli(nowMillis), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
