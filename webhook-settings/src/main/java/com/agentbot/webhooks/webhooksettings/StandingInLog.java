package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How deliveries stand in the log, for who sends them again. Safe for use by many threads. */
final class StandingInLog {
    /** Nobody reads a larger number as one. */
    private static final int COUNTED_AT_MOST = 10_000_000;

    private final Database database;

    /**
     * One delivery.
     *
     * @param lastNumber the highest number of an attempt
     * @param event where its event lies
     * @param lastAt when the attempt began that decides; null for one from before that was noted
     * @param errorClass of that attempt; null where there is none
     * @param replayId of the replay that it was last handed on by; null for none
     */
    record Standing(
            DeliveryStatus status,
            int lastNumber,
            String event,
            @Nullable Instant lastAt,
            @Nullable String errorClass,
            @Nullable String replayId) {}

    StandingInLog(Database database) {
        this.database = database;
    }

    /**
     * How these stand; what the log does not know is left out.
     *
     * @param from the time of their first event
     * @param to the time of their last
     */
    Map<UUID, Standing> of(Collection<UUID> ids, Instant from, Instant to) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.transaction(connection -> {
            // The times let whole days be left out.
            try (PreparedStatement query = connection.prepareStatement("SELECT id, status, last_number, event_ref,"
                    + " last_at, last_error_class, replay_id FROM deliveries"
                    + " WHERE id = ANY (?) AND created_at BETWEEN ? AND ?")) {
                query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
                query.setObject(2, Times.forSql(from));
                query.setObject(3, Times.forSql(to));
                ResultSet rows = query.executeQuery();
                Map<UUID, Standing> standings = new HashMap<>();
                while (rows.next()) {
                    standings.put(rows.getObject("id", UUID.class), standing(rows));
                }
                return standings;
            }
        });
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                DeliveryStatus.find(row.getString("status")).orElseThrow(),
                row.getInt("last_number"),
                row.getString("event_ref"),
                Times.readOrNull(row, "last_at"),
                row.getString("last_error_class"),
                row.getString("replay_id"));
    }

    /** Notes that a replay is about to hand these on: from now on they are pending. */
    void handOn(Collection<UUID> ids, Instant from, Instant to, String replay) {
        int unused = database.transaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE deliveries SET status = 'pending',"
                    + " next_attempt_at = NULL, replay_id = ? WHERE id = ANY (?) AND created_at BETWEEN ? AND ?")) {
                update.setString(1, replay);
                update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                update.setObject(3, Times.forSql(from));
                update.setObject(4, Times.forSql(to));
                return update.executeUpdate();
            }
        });
    }

    /** How many deliveries the log knows that are wanted; empty where only the events themselves tell. */
    OptionalLong count(String site, Replay.Wanted wanted) {
        return database.transaction(connection -> count(connection, site, wanted));
    }

    /** The same in the caller's transaction. */
    OptionalLong count(Connection connection, String site, Replay.Wanted wanted) throws SQLException {
        DeliveryStatus status = switch (wanted.which()) {
            case FAILED -> DeliveryStatus.FAILED;
            case MISSED -> DeliveryStatus.HELD;
            case ALL -> null;
        };
        if (status == null) {
            return OptionalLong.empty();
        }
        StringBuilder where = new StringBuilder("site_id = ? AND created_at >= ? AND created_at < ?");
        List<Object> parameters =
                new ArrayList<>(List.of(site, Times.forSql(wanted.since()), Times.forSql(wanted.until())));
        // Written out, so that the index of those that stand so is used; the word is ours.
        where.append(" AND status = '").append(status).append("'");
        // What was sent to try a webhook out is of no event.
        where.append(" AND event_ref LIKE '").append(Topics.EVENTS).append("-%'");
        if (wanted.webhookId() != null) {
            where.append(" AND webhook_id = ?");
            parameters.add(wanted.webhookId());
        } else {
            // Nothing is sent to those that are off or deleted.
            where.append(" AND webhook_id IN (SELECT id FROM webhooks WHERE site_id = ? AND enabled"
                    + " AND deleted_at IS NULL)");
            parameters.add(site);
        }
        if (wanted.heldSince() != null) {
            where.append(" AND last_at >= ?");
            parameters.add(Times.forSql(wanted.heldSince()));
        }
        if (wanted.errorClass() != null) {
            where.append(" AND last_error_class = ?");
            parameters.add(wanted.errorClass());
        }
        if (!wanted.ids().isEmpty()) {
            where.append(" AND id = ANY (?)");
            parameters.add(connection.createArrayOf("uuid", wanted.ids().toArray()));
        }
        String sql = "SELECT count(*) FROM (SELECT FROM deliveries WHERE " + where + " LIMIT " + COUNTED_AT_MOST
                + ") AS counted";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            ResultSet row = query.executeQuery();
            row.next();
            return OptionalLong.of(row.getLong(1));
        }
    }
}
