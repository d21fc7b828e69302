package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The delivery log in PostgreSQL, as its readers see it. Safe for use by many threads. */
final class RecentDeliveries {
    /** So many deliveries are looked through for one page, so that no filter takes long, however little fits it. */
    private static final int LOOKED_THROUGH = 2_000;

    private static final String COLUMNS =
            "id, webhook_id, site_id, event, event_ref, status, attempt_count, last_number,"
                    + " created_at, next_attempt_at, last_status_code, last_error_class";
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM deliveries WHERE id = ? AND site_id = ? ORDER BY created_at DESC LIMIT 1";
    private static final String ATTEMPTS =
            "SELECT attempts FROM deliveries WHERE webhook_id = ? AND created_at = ? AND id = ?";

    private final Database database;

    /**
     * A page of a list.
     *
     * @param deliveries the newest first; fewer than asked for, or none, where too much had to be looked through
     * @param next where the next page begins; null at the end of the list
     */
    record Found(List<LoggedDelivery> deliveries, @Nullable Cursor next) {}

    RecentDeliveries(Database database) {
        this.database = database;
    }

    Found list(String site, DeliveryFilter filter) {
        return database.transaction(connection -> {
            List<LoggedDelivery> found = read(connection, site, filter);
            boolean more = found.size() > filter.limit();
            List<LoggedDelivery> page = more ? found.subList(0, filter.limit()) : found;
            return new Found(page, more ? Cursor.after(page.getLast()) : unseen(connection, site, filter));
        });
    }

    /** Where an index tells it all, no more than is shown; the planner does better when it knows. */
    private static int lookedThrough(DeliveryFilter filter) {
        return LogQuery.isByIndexOnly(filter) ? filter.limit() + 1 : LOOKED_THROUGH;
    }

    /** One more than the limit where there are more. */
    private static List<LoggedDelivery> read(Connection connection, String site, DeliveryFilter filter)
            throws SQLException {
        LogQuery query = LogQuery.lookingThrough(COLUMNS, site, filter, lookedThrough(filter))
                .append(" LIMIT " + (filter.limit() + 1));
        try (PreparedStatement statement = query.prepare(connection)) {
            ResultSet rows = statement.executeQuery();
            List<LoggedDelivery> deliveries = new ArrayList<>();
            while (rows.next()) {
                deliveries.add(delivery(rows));
            }
            return deliveries;
        }
    }

    /** Where what has not been looked through begins; null when all has been. */
    private static @Nullable Cursor unseen(Connection connection, String site, DeliveryFilter filter)
            throws SQLException {
        LogQuery query = LogQuery.inOrder("created_at, id", site, filter)
                .append(" OFFSET " + (lookedThrough(filter) - 1) + " LIMIT 1");
        try (PreparedStatement statement = query.prepare(connection)) {
            ResultSet row = statement.executeQuery();
            return row.next() ? new Cursor(Times.read(row, "created_at"), row.getObject("id", UUID.class)) : null;
        }
    }

    /** How many there are, whatever the filter's limit and cursor. */
    long count(String site, DeliveryFilter filter) {
        LogQuery query = LogQuery.all("count(*)", site, filter.fromTheBeginning());
        return database.transaction(connection -> {
            try (PreparedStatement statement = query.prepare(connection)) {
                ResultSet row = statement.executeQuery();
                row.next();
                return row.getLong(1);
            }
        });
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
        List<LoggedAttempt> attempts = new ArrayList<>(database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
                query.setString(1, delivery.webhookId());
                query.setObject(2, Times.forSql(delivery.createdAt()));
                query.setObject(3, delivery.id());
                ResultSet row = query.executeQuery();
                return row.next() ? LoggedAttempts.read(row.getString(1)) : List.<LoggedAttempt>of();
            }
        }));
        attempts.sort(Comparator.comparing(LoggedAttempt::at).thenComparingInt(LoggedAttempt::number));
        long posts = attempts.stream().filter(LoggedAttempt::wasPosted).count();
        // Of very many the first ones are not kept.
        int number = 1 + Math.max(0, delivery.attemptCount() - (int) posts);
        for (int i = 0; i < attempts.size(); i++) {
            LoggedAttempt attempt = attempts.get(i);
            attempts.set(i, attempt.numbered(number));
            number += attempt.wasPosted() ? 1 : 0;
        }
        return attempts;
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
}
