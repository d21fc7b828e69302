package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The delivery log in PostgreSQL, as its writer sees it. The rows and the place up to which they go are written in one
 * transaction; an attempt that is there already is not counted again, and an earlier attempt does not undo what a later
 * one has said. In the same transaction it is judged what the attempts say of their webhooks.
 */
final class PostgresDeliveryLog {
    private static final String UNREADABLE = """
            INSERT INTO unreadable_attempts (source_partition, source_offset, key, value, reason)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    /**
     * The attempts of one batch in arrival order. Of each delivery the attempt with the highest number decides, of equal
     * ones the last to arrive; the status code is that of the last POST. What was delivered stays so on the same way
     * through the schedule. An attempt that was asked for by hand decides only by a success: then its number is one that
     * the schedule may use too; else it counts as 0. Returns the places of those that were there already: nearly always
     * none.
     */
    private static final String ATTEMPTS = """
            WITH incoming AS (
              SELECT delivery_id, webhook_id, site_id, event, event_ref, number, trigger, outcome, status, posted,
                status_code, duration_ms, response_body, error_class, error, source_partition, source_offset, arrival,
                first_number, trigger <> 'manual' OR outcome = 'delivered' AS decides,
                timestamptz 'epoch' + created_ms * interval '1 millisecond' AS created_at,
                timestamptz 'epoch' + at_ms * interval '1 millisecond' AS at,
                timestamptz 'epoch' + next_ms * interval '1 millisecond' AS next_attempt_at
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::int[], ?::text[],
                ?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::int[], ?::bigint[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::int[], ?::bigint[], ?::int[])
                WITH ORDINALITY AS a(delivery_id, webhook_id, site_id, event, event_ref, created_ms, number, trigger,
                  at_ms, outcome, status, posted, status_code, duration_ms, response_body, error_class,
                  error, next_ms, source_partition, source_offset, first_number, arrival)
            ), fresh AS (
              INSERT INTO attempts (delivery_id, created_at, number, at, outcome, trigger, status_code, duration_ms,
                response_body, error_class, error, source_partition, source_offset)
              SELECT delivery_id, created_at, number, at, outcome, trigger, status_code, duration_ms,
                response_body, error_class, error, source_partition, source_offset FROM incoming ORDER BY arrival
              ON CONFLICT DO NOTHING
              RETURNING source_partition, source_offset
            ), logged AS (
              INSERT INTO deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count,
                first_number, last_number, last_status_code, next_attempt_at, last_at, last_error_class)
              SELECT delivery_id, created_at, min(webhook_id), min(site_id), min(event), min(event_ref),
                (array_agg(status ORDER BY rank DESC))[1],
                count(*) FILTER (WHERE posted),
                (array_agg(first_number ORDER BY rank DESC))[1],
                coalesce(max(number) FILTER (WHERE decides), 0),
                (array_agg(status_code ORDER BY rank DESC) FILTER (WHERE posted))[1],
                (array_agg(next_attempt_at ORDER BY rank DESC))[1],
                (array_agg(at ORDER BY rank DESC))[1],
                (array_agg(error_class ORDER BY rank DESC))[1]
              FROM (
                SELECT *, (decides, first_number, outcome = 'delivered', number, arrival) AS rank
                FROM incoming JOIN fresh USING (source_partition, source_offset)
              ) AS ranked
              GROUP BY delivery_id, created_at
              ON CONFLICT (id, created_at) DO UPDATE SET
                attempt_count = deliveries.attempt_count + excluded.attempt_count,
                first_number = CASE WHEN %1$s THEN excluded.first_number ELSE deliveries.first_number END,
                last_number = greatest(deliveries.last_number, excluded.last_number),
                status = CASE WHEN %1$s THEN excluded.status ELSE deliveries.status END,
                next_attempt_at = CASE WHEN %1$s THEN excluded.next_attempt_at ELSE deliveries.next_attempt_at END,
                last_at = CASE WHEN %1$s THEN excluded.last_at ELSE deliveries.last_at END,
                last_error_class = CASE WHEN %1$s
                  THEN excluded.last_error_class ELSE deliveries.last_error_class END,
                last_status_code = CASE WHEN %1$s AND excluded.attempt_count > 0
                  THEN excluded.last_status_code ELSE deliveries.last_status_code END
            )
            SELECT source_partition, source_offset FROM incoming EXCEPT SELECT source_partition, source_offset FROM fresh
            """.formatted("""
            (excluded.last_number >= deliveries.last_number
             AND NOT (deliveries.status = 'delivered' AND excluded.first_number <= deliveries.last_number))""");

    private final Database database;
    private final LogPartitions partitions;
    private final HealthWatch health;
    private final Publication publication;

    /** What became of a batch. */
    private enum Written {
        /** Nothing: somebody else writes one of its partitions now. */
        ELSEWHERE,
        YES,
        /** And something about webhooks is to be published. */
        WITH_NEWS
    }

    PostgresDeliveryLog(Database database, LogPartitions partitions, HealthWatch health, Publication publication) {
        this.database = database;
        this.partitions = partitions;
        this.health = health;
        this.publication = publication;
    }

    /**
     * Up to where each partition of the topic has been written.
     *
     * @param firstOffsets the first record that each partition holds: where one begins that was never written
     */
    Map<Integer, Long> places(Map<Integer, Long> firstOffsets) {
        return database.transaction(connection -> {
            Map<Integer, Long> places = new TreeMap<>();
            for (Map.Entry<Integer, Long> first : new TreeMap<>(firstOffsets).entrySet()) {
                places.put(first.getKey(), place(connection, first.getKey(), first.getValue()));
            }
            return places;
        });
    }

    private static long place(Connection connection, int partition, long firstOffset) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO log_positions (partition, next_offset) VALUES (?, ?) ON CONFLICT DO NOTHING");
                PreparedStatement query =
                        connection.prepareStatement("SELECT next_offset FROM log_positions WHERE partition = ?")) {
            insert.setInt(1, partition);
            insert.setLong(2, firstOffset);
            insert.executeUpdate();
            query.setInt(1, partition);
            ResultSet row = query.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Writes a batch, all of it or nothing.
     *
     * @param entries in the order of their offsets
     * @param from where the writer believes each partition of the batch to stand
     * @param to where each will stand after it
     * @return false when one stands elsewhere, because somebody else writes it now; nothing is written then
     */
    boolean write(List<LogEntry> entries, Map<Integer, Long> from, Map<Integer, Long> to) {
        List<LogEntry.OfAttempt> readable = new ArrayList<>();
        List<LogEntry.Unreadable> unreadable = new ArrayList<>();
        for (LogEntry entry : entries) {
            switch (entry) {
                case LogEntry.OfAttempt attempt -> readable.add(attempt);
                case LogEntry.Unreadable other -> unreadable.add(other);
            }
        }
        partitions.ensure(readable.stream()
                .map(entry -> LogPartitions.day(entry.attempt().createdAtMillis()))
                .collect(Collectors.toSet()));
        Written written = database.transaction(connection -> {
            // First of all: whoever comes second waits here, and then finds that the place has moved.
            if (!move(connection, from, to)) {
                connection.rollback();
                return Written.ELSEWHERE;
            }
            keepAside(connection, unreadable);
            List<Attempt> fresh = readable.isEmpty() ? List.of() : insert(connection, readable);
            return health.take(connection, fresh) ? Written.WITH_NEWS : Written.YES;
        });
        if (written == Written.WITH_NEWS) {
            publication.changed();
        }
        return written != Written.ELSEWHERE;
    }

    private static boolean move(Connection connection, Map<Integer, Long> from, Map<Integer, Long> to)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE log_positions SET next_offset = ? WHERE partition = ? AND next_offset = ?")) {
            // In one order everywhere, so that two writers cannot wait for each other.
            for (Map.Entry<Integer, Long> next : new TreeMap<>(to).entrySet()) {
                Long expected = from.get(next.getKey());
                if (expected == null) {
                    return false;
                }
                update.setLong(1, next.getValue());
                update.setInt(2, next.getKey());
                update.setLong(3, expected);
                if (update.executeUpdate() != 1) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void keepAside(Connection connection, List<LogEntry.Unreadable> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(UNREADABLE)) {
            for (LogEntry.Unreadable entry : entries) {
                insert.setInt(1, entry.record().partition());
                insert.setLong(2, entry.record().offset());
                insert.setBytes(3, entry.record().key());
                insert.setBytes(4, entry.record().value());
                insert.setString(5, StorableText.of(entry.reason()));
                insert.executeUpdate();
            }
        }
    }

    /** Returns those that were not there before. */
    private static List<Attempt> insert(Connection connection, List<LogEntry.OfAttempt> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ATTEMPTS)) {
            Columns columns = new Columns(connection, insert, entries);
            columns.add("uuid", Attempt::deliveryId);
            columns.add("text", Attempt::webhookId);
            columns.add("text", Attempt::siteId);
            columns.add("text", Attempt::eventType);
            columns.add("text", attempt -> attempt.event().toString());
            columns.add("bigint", Attempt::createdAtMillis);
            columns.add("int", Attempt::number);
            columns.add("text", attempt -> attempt.trigger().toString());
            columns.add("bigint", Attempt::atMillis);
            columns.add("text", attempt -> attempt.outcome().toString());
            columns.add(
                    "text", attempt -> DeliveryStatus.after(attempt.outcome()).toString());
            columns.add("boolean", Sign::wasPosted);
            columns.add("int", Attempt::statusCode);
            columns.add("bigint", Attempt::durationMillis);
            columns.add("text", attempt -> StorableText.ofNullable(attempt.responseBody()));
            columns.add("text", attempt -> StorableText.ofNullable(attempt.errorClass()));
            columns.add("text", attempt -> StorableText.ofNullable(attempt.error()));
            columns.add("bigint", Attempt::nextAttemptAtMillis);
            columns.addOfRecord("int", entry -> entry.record().partition());
            columns.addOfRecord("bigint", entry -> entry.record().offset());
            columns.add("int", Attempt::firstNumber);
            ResultSet known = insert.executeQuery();
            Set<Place> repeated = new HashSet<>();
            while (known.next()) {
                repeated.add(new Place(known.getInt(1), known.getLong(2)));
            }
            return entries.stream()
                    .filter(entry -> !repeated.contains(Place.of(entry)))
                    .map(LogEntry.OfAttempt::attempt)
                    .toList();
        }
    }

    /** Where a record lies on the attempts topic. */
    private record Place(int partition, long offset) {
        static Place of(LogEntry.OfAttempt entry) {
            return new Place(entry.record().partition(), entry.record().offset());
        }
    }

    /** Sets one array parameter after the other. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<LogEntry.OfAttempt> entries;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<LogEntry.OfAttempt> entries) {
            this.connection = connection;
            this.statement = statement;
            this.entries = entries;
        }

        void add(String type, Function<Attempt, ?> value) throws SQLException {
            addOfRecord(type, entry -> value.apply(entry.attempt()));
        }

        void addOfRecord(String type, Function<LogEntry.OfAttempt, ?> value) throws SQLException {
            Object[] values = entries.stream().map(value).toArray();
            statement.setArray(++index, connection.createArrayOf(type, values));
        }
    }
}
