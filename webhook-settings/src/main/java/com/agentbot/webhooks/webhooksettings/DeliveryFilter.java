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
 * Which of a webhook's deliveries are asked for; null where anything will do.
 *
 * @param since the first time that counts
 * @param until the first time that counts no more
 * @param limit at most so many
 * @param cursor begin after it
 */
record DeliveryFilter(
        @Nullable DeliveryStatus status,
        @Nullable String event,
        @Nullable Instant since,
        @Nullable Instant until,
        int limit,
        @Nullable Cursor cursor) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Set<String> PARAMETERS = Set.of("status", "event", "since", "until", "limit", "cursor");

    /** Reads a query, and names the parameter that makes no sense. */
    static DeliveryFilter read(Map<String, List<String>> query, EventTypes types) {
        query.keySet().forEach(name -> {
            if (!PARAMETERS.contains(name)) {
                throw Problem.badRequest(
                        name,
                        "There is no parameter '" + name + "' here; known are "
                                + PARAMETERS.stream().sorted().toList() + ".");
            }
        });
        Integer limit = read(query, "limit", "a whole number from 1 to " + MAX_LIMIT, DeliveryFilter::limit);
        return new DeliveryFilter(
                read(
                        query,
                        "status",
                        "one of " + Arrays.toString(DeliveryStatus.values()),
                        text -> DeliveryStatus.find(text).orElseThrow(IllegalArgumentException::new)),
                read(
                        query,
                        "event",
                        "one of " + types.all().stream().map(EventType::name).toList(),
                        text -> types.find(text)
                                .orElseThrow(IllegalArgumentException::new)
                                .name()),
                read(query, "since", "a time such as 2026-05-17T12:34:56Z", DeliveryFilter::time),
                read(query, "until", "a time such as 2026-05-17T12:34:56Z", DeliveryFilter::time),
                limit == null ? DEFAULT_LIMIT : limit,
                read(query, "cursor", "the 'next' of an earlier answer", Cursor::parse));
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
