package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of the table {@code deliveries} as the log's writer reads and writes them, within its transaction. */
final class DeliveryRows {
    /** The times let whole days be left out. Locked, so that nobody marks one as handed on meanwhile. */
    private static final String FIND = """
            SELECT id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count, first_number, last_number,
              last_status_code, next_attempt_at, last_at, last_error_class, attempts
            FROM deliveries WHERE id = ANY (?) AND created_at BETWEEN ? AND ? FOR UPDATE
            """;

    private static final int COPIED_COLUMNS = 15;
    private static final String COPY = """
            COPY deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count, first_number,
              last_number, last_status_code, next_attempt_at, last_at, last_error_class, attempts)
            FROM STDIN (FORMAT binary)
            """;

    /** All of them are there: an insert that conflicts finds its partition and row by the key, whatever the planner knows. */
    private static final String CHANGE = """
            INSERT INTO deliveries (webhook_id, created_at, id, site_id, event, event_ref, status, attempt_count,
              first_number, last_number, last_status_code, next_attempt_at, last_at, last_error_class, attempts)
            SELECT webhook_id, timestamptz 'epoch' + created_ms * interval '1 millisecond', id, site_id, event, event_ref,
              status, attempt_count, first_number, last_number, last_status_code,
              timestamptz 'epoch' + next_ms * interval '1 millisecond',
              timestamptz 'epoch' + last_ms * interval '1 millisecond', last_error_class, attempts::json
            FROM unnest(?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[],
              ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
              AS r(webhook_id, created_ms, id, site_id, event, event_ref, status, attempt_count, first_number, last_number,
                last_status_code, next_ms, last_ms, last_error_class, attempts)
            ON CONFLICT (webhook_id, created_at, id) DO UPDATE SET status = excluded.status,
              attempt_count = excluded.attempt_count, first_number = excluded.first_number,
              last_number = excluded.last_number, last_status_code = excluded.last_status_code,
              next_attempt_at = excluded.next_attempt_at, last_at = excluded.last_at,
              last_error_class = excluded.last_error_class, attempts = excluded.attempts
            """;

    private DeliveryRows() {}

    /** The rows of these that have one; nobody else changes them until the transaction ends. */
    static List<LogRow> lock(Connection connection, Collection<LogRow.Key> keys) throws SQLException {
        // In one order everywhere, so that two writers seldom wait for each other. Day by day: a single old one does
        // not
        // have all days searched for all.
        Map<LocalDate, List<LogRow.Key>> byDay = new TreeMap<>();
        keys.forEach(key -> byDay.computeIfAbsent(LogPartitions.day(key.createdAtMillis()), unused -> new ArrayList<>())
                .add(key));
        List<LogRow> found = new ArrayList<>();
        for (List<LogRow.Key> ofDay : byDay.values()) {
            lockOfDay(connection, ofDay, found);
        }
        return found;
    }

    private static void lockOfDay(Connection connection, List<LogRow.Key> keys, List<LogRow> found)
            throws SQLException {
        LongSummaryStatistics times =
                keys.stream().mapToLong(LogRow.Key::createdAtMillis).summaryStatistics();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            Object[] ids = keys.stream().map(LogRow.Key::id).distinct().toArray();
            query.setArray(1, connection.createArrayOf("uuid", ids));
            query.setObject(2, Times.forSql(Instant.ofEpochMilli(times.getMin())));
            query.setObject(3, Times.forSql(Instant.ofEpochMilli(times.getMax())));
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                found.add(read(rows));
            }
        }
    }

    private static LogRow read(ResultSet row) throws SQLException {
        return new LogRow(
                new LogRow.Key(
                        row.getString("webhook_id"),
                        Times.read(row, "created_at").toEpochMilli(),
                        row.getObject("id", UUID.class)),
                row.getString("site_id"),
                row.getString("event"),
                row.getString("event_ref"),
                new LogRow.Standing(
                        DeliveryStatus.find(row.getString("status")).orElseThrow(),
                        row.getInt("attempt_count"),
                        row.getInt("first_number"),
                        row.getInt("last_number"),
                        row.getObject("last_status_code", Integer.class),
                        millisOrNull(row, "next_attempt_at"),
                        millisOrNull(row, "last_at"),
                        row.getString("last_error_class")),
                LoggedAttempts.read(row.getString("attempts")));
    }

    private static @Nullable Long millisOrNull(ResultSet row, String column) throws SQLException {
        Instant time = Times.readOrNull(row, column);
        return time == null ? null : (Long) time.toEpochMilli();
    }

    /** Adds rows that are not there yet. */
    static void add(Connection connection, List<LogRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        BinaryCopy copy = new BinaryCopy(COPIED_COLUMNS);
        for (LogRow row : rows) {
            LogRow.Standing standing = row.standing();
            copy.row();
            copy.uuid(row.key().id());
            copy.time(row.key().createdAtMillis());
            copy.text(row.key().webhookId());
            copy.text(row.siteId());
            copy.text(row.event());
            copy.text(row.eventRef());
            copy.text(standing.status().toString());
            copy.integer(standing.attemptCount());
            copy.integer(standing.firstNumber());
            copy.integer(standing.lastNumber());
            copy.integer(standing.lastStatusCode());
            copy.time(standing.nextAttemptAtMillis());
            copy.time(standing.lastAtMillis());
            copy.text(standing.lastErrorClass());
            copy.utf8(LoggedAttempts.write(row.attempts()));
        }
        copy.into(connection, COPY);
    }

    /** Writes rows anew that are there. */
    static void change(Connection connection, List<LogRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(CHANGE)) {
            ArrayColumns<LogRow> columns = new ArrayColumns<>(connection, update, rows);
            columns.add("text", row -> row.key().webhookId());
            columns.add("bigint", row -> row.key().createdAtMillis());
            columns.add("uuid", row -> row.key().id());
            columns.add("text", LogRow::siteId);
            columns.add("text", LogRow::event);
            columns.add("text", LogRow::eventRef);
            columns.add("text", row -> row.standing().status().toString());
            columns.add("int", row -> row.standing().attemptCount());
            columns.add("int", row -> row.standing().firstNumber());
            columns.add("int", row -> row.standing().lastNumber());
            columns.add("int", row -> row.standing().lastStatusCode());
            columns.add("bigint", row -> row.standing().nextAttemptAtMillis());
            columns.add("bigint", row -> row.standing().lastAtMillis());
            columns.add("text", row -> row.standing().lastErrorClass());
            columns.add("text", row -> LoggedAttempts.text(row.attempts()));
            update.executeUpdate();
        }
    }
}
