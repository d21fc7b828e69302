package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a site are asked for; null where anything will do.
 *
 * @param webhook of a site's
 * @param reason the class of the last error, such as {@code timeout}
 * @param answer of the last POST
 * @param since the first time that counts
 * @param until the first time that counts no more
 * @param limit at most so many
 * @param cursor begin after it
 */
record DeliveryFilter(
        @Nullable String webhook,
        @Nullable DeliveryStatus status,
        @Nullable String event,
        @Nullable String reason,
        @Nullable AnswerFilter answer,
        @Nullable Instant since,
        @Nullable Instant until,
        int limit,
        @Nullable Cursor cursor) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Set<String> OF_WEBHOOK =
            Set.of("status", "status_code", "event", "since", "until", "limit", "cursor");
    private static final Set<String> OF_DEAD_LETTERS =
            Set.of("webhook", "reason", "event", "since", "until", "limit", "cursor");

    /** Reads a query for the deliveries of a webhook, and names the parameter that makes no sense. */
    static DeliveryFilter ofWebhook(String webhook, Map<String, List<String>> query, EventTypes types) {
        DeliveryStatus status = read(
                query,
                "status",
                "one of " + Arrays.toString(DeliveryStatus.values()),
                text -> DeliveryStatus.find(text).orElseThrow(IllegalArgumentException::new));
        return read(webhook, status, query, OF_WEBHOOK, types);
    }

    /** The same for what failed for good of all webhooks of a site. */
    static DeliveryFilter ofDeadLetters(Map<String, List<String>> query, EventTypes types) {
        String webhook = read(query, "webhook", "the id of a webhook", text -> text);
        return read(webhook, DeliveryStatus.FAILED, query, OF_DEAD_LETTERS, types);
    }

    private static DeliveryFilter read(
            @Nullable String webhook,
            @Nullable DeliveryStatus status,
            Map<String, List<String>> query,
            Set<String> parameters,
            EventTypes types) {
        query.keySet().forEach(name -> {
            if (!parameters.contains(name)) {
                throw Problem.badRequest(
                        name,
                        "There is no parameter '" + name + "' here; known are "
                                + parameters.stream().sorted().toList() + ".");
            }
        });
        Integer limit = read(query, "limit", "a whole number from 1 to " + MAX_LIMIT, DeliveryFilter::limit);
        return new DeliveryFilter(
                webhook,
                status,
                read(
                        query,
                        "event",
                        "one of " + types.all().stream().map(EventType::name).toList(),
                        text -> types.find(text)
                                .orElseThrow(IllegalArgumentException::new)
                                .name()),
                read(query, "reason", "a word such as timeout", text -> text),
                parameters.contains("status_code")
                        ? read(query, "status_code", AnswerFilter.RIGHT, AnswerFilter::parse)
                        : null,
                read(query, "since", "a time such as 2026-05-17T12:34:56Z", DeliveryFilter::time),
                read(query, "until", "a time such as 2026-05-17T12:34:56Z", DeliveryFilter::time),
                limit == null ? DEFAULT_LIMIT : limit,
                read(query, "cursor", "the 'next' of an earlier answer", Cursor::parse));
    }

    /** The same without a cursor. */
    DeliveryFilter fromTheBeginning() {
        return new DeliveryFilter(webhook, status, event, reason, answer, since, until, limit, null);
    }

    private static <T> @Nullable T read(
            Map<String, List<String>> query, String name, String right, Function<String, T> parser) {
        List<String> values = query.getOrDefault(name, List.of());
        // An empty one is what a form sends for a field that was left empty.
        if (values.isEmpty() || values.equals(List.of(""))) {
            return null;
        }
        try {
            if (values.size() > 1) {
                throw new IllegalArgumentException("twice");
            }
            return parser.apply(values.getFirst());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Problem.badRequest(name, "'" + name + "' must be " + right + ", given once.");
        }
    }

    private static int limit(String text) {
        int limit = Integer.parseInt(text);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(text);
        }
        return limit;
    }

    private static Instant time(String text) {
        Instant time = OffsetDateTime.parse(text).toInstant();
        if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.ofEpochMilli(LogEntry.LAST_MILLIS))) {
            throw new IllegalArgumentException(text);
        }
        return time;
    }
}
