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
            ORDER BY at, number, source_offset LIMIT ?
            """;

    private final Database database;

    RecentDeliveries(Database database) {
        this.database = database;
    }

    /** At most one more than the filter's limit, so that one sees whether there are more; the newest first. */
    List<LoggedDelivery> list(String site, DeliveryFilter filter) {
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT * FROM deliveries WHERE " + where(site, filter, parameters)
                + " ORDER BY created_at DESC, id DESC LIMIT " + (filter.limit() + 1);
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

    /** How many there are, whatever the filter's limit and cursor. */
    long count(String site, DeliveryFilter filter) {
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT count(*) FROM deliveries WHERE " + where(site, filter.fromTheBeginning(), parameters);
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.size(); i++) {
                    query.setObject(i + 1, parameters.get(i));
                }
                ResultSet row = query.executeQuery();
                row.next();
                return row.getLong(1);
            }
        });
    }

    private static String where(String site, DeliveryFilter filter, List<Object> parameters) {
        StringBuilder sql = new StringBuilder("site_id = ?");
        parameters.add(site);
        if (filter.webhook() != null) {
            sql.append(" AND webhook_id = ?");
            parameters.add(filter.webhook());
        }
        if (filter.status() != null) {
            // Written out, so that the index of those that stand so is used; the word is ours.
            sql.append(" AND status = '").append(filter.status()).append("'");
        }
        if (filter.reason() != null) {
            sql.append(" AND last_error_class = ?");
            parameters.add(filter.reason());
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
        return sql.toString();
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

    /**
     * The attempts of a delivery, in the order in which they were made and numbered by it: one that was asked for by hand
     * lies between those of the schedule. What made no POST has the number of the one that follows.
     */
    List<LoggedAttempt> attempts(LoggedDelivery delivery) {
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
                query.setObject(1, delivery.id());
                query.setObject(2, Times.forSql(delivery.createdAt()));
                query.setInt(3, MAX_ATTEMPTS);
                ResultSet rows = query.executeQuery();
                List<LoggedAttempt> attempts = new ArrayList<>();
                int posts = 0;
                while (rows.next()) {
                    boolean posted = rows.getObject("duration_ms") != null;
                    attempts.add(attempt(rows, posts + 1));
                    posts += posted ? 1 : 0;
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
                row.getInt("last_number"),
                Times.read(row, "created_at"),
                Times.readOrNull(row, "next_attempt_at"),
                row.getObject("last_status_code", Integer.class),
                row.getString("last_error_class"));
    }

    private static LoggedAttempt attempt(ResultSet row, int number) throws SQLException {
        return new LoggedAttempt(
                number,
                row.getString("trigger"),
                Times.read(row, "at"),
                row.getString("outcome"),
                row.getObject("status_code", Integer.class),
                row.getObject("duration_ms", Long.class),
                null,
                row.getString("response_body"),
                row.getString("error"),
                null);
    }
}
