package com.agentbot.webhooks.webhooksettings;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The delivery log in PostgreSQL, as its readers see it. Safe for use by many threads. */
final class RecentDeliveries {
    private static final int MAX_ATTEMPTS = 1_000;
    private static final String FIND = """
            SELECT * FROM deliveries WHERE id = ? AND site_id = ? ORDER BY created_at DESC LIMIT 1
            """;
    private static final String ATTEMPTS = """
            SELECT * FROM attempts WHERE delivery_id = ? AND created_at = ?
            ORDER BY number, at, source_offset LIMIT ?
            """;

    private final Database database;

    RecentDeliveries(Database database) {
        this.database = database;
    }

    /** At most one more than the filter's limit, so that one sees whether there are more; the newest first. */
    List<LoggedDelivery> list(String site, String webhook, DeliveryFilter filter) {
        List<Object> parameters = new ArrayList<>();
        String sql = sql(site, webhook, filter, parameters);
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.size(); i++) {
                    query.setObject(i + 1, parameters.get(i));
                }
                ResultSet rows = query.executeQuery();
                List<LoggedDelivery> deliveries = new ArrayList<>();
                while (rows.next()) {
                    deliveries.add(delivery(rows));
                }
                return deliveries;
            }
        });
    }

    private static String sql(String site, String webhook, DeliveryFilter filter, List<Object> parameters) {
        StringBuilder sql = new StringBuilder("SELECT * FROM deliveries WHERE webhook_id = ? AND site_id = ?");
        parameters.add(webhook);
        parameters.add(site);
        if (filter.status() != null) {
            sql.append(" AND status = ?");
            parameters.add(filter.status().toString());
        }
        if (filter.event() != null) {
            sql.append(" AND event = ?");
            parameters.add(filter.event());
        }
        if (filter.since() != null) {
            sql.append(" AND created_at >= ?");
            parameters.add(Times.forSql(filter.since()));
        }
        if (filter.until() != null) {
            sql.append(" AND created_at < ?");
            parameters.add(Times.forSql(filter.until()));
        }
        Cursor cursor = filter.cursor();
        if (cursor != null) {
            // The first condition says nothing new, but lets whole days be left out.
            sql.append(" AND created_at <= ? AND (created_at, id) < (?, ?)");
            parameters.add(Times.forSql(cursor.createdAt()));
            parameters.add(Times.forSql(cursor.createdAt()));
            parameters.add(cursor.id());
        }
        parameters.add(filter.limit() + 1);
        return sql.append(" ORDER BY created_at DESC, id DESC LIMIT ?").toString();
    }

    /** A delivery of the site. */
    Optional<LoggedDelivery> find(String site, UUID id) {
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIND)) {
                query.setObject(1, id);
                query.setString(2, site);
                ResultSet row = query.executeQuery();
                return row.next() ? Optional.of(delivery(row)) : Optional.<LoggedDelivery>empty();
            }
        });
    }

    /** The attempts of a delivery, in order. */
    List<LoggedAttempt> attempts(LoggedDelivery delivery) {
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
                query.setObject(1, delivery.id());
                query.setObject(2, Times.forSql(delivery.createdAt()));
                query.setInt(3, MAX_ATTEMPTS);
                ResultSet rows = query.executeQuery();
                List<LoggedAttempt> attempts = new ArrayList<>();
                while (rows.next()) {
                    attempts.add(attempt(rows));
                }
                return attempts;
            }
        });
    }

    private static LoggedDelivery delivery(ResultSet row) throws SQLException {
        return new LoggedDelivery(
                row.getObject("id", UUID.class),
                row.getString("webhook_id"),
                row.getString("event"),
                row.getString("event_ref"),
                row.getString("status"),
                row.getInt("attempt_count"),
                Times.read(row, "created_at"),
                Times.readOrNull(row, "next_attempt_at"),
                row.getObject("last_status_code", Integer.class));
    }

    private static LoggedAttempt attempt(ResultSet row) throws SQLException {
        return new LoggedAttempt(
                row.getInt("number"),
                row.getString("trigger"),
                Times.read(row, "at"),
                row.getString("outcome"),
                row.getObject("status_code", Integer.class),
                row.getObject("duration_ms", Long.class),
                row.getString("response_body"),
                row.getString("error"));
    }
}
