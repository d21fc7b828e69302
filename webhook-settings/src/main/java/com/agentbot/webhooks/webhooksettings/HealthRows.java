package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The health of webhooks as rows of the table {@code webhook_health}, within the caller's transaction. */
final class HealthRows {
    /** In one order everywhere, so that two writers cannot wait for each other. */
    private static final String LOCK = """
            SELECT webhook_id, failing_since, failed_attempts, told_at FROM webhook_health WHERE webhook_id = ANY(?)
            ORDER BY webhook_id FOR UPDATE
            """;

    private static final String KEEP = """
            INSERT INTO webhook_health (webhook_id, failing_since, failed_attempts, told_at)
            SELECT webhook_id, timestamptz 'epoch' + failing_ms * interval '1 millisecond', failed_attempts,
              timestamptz 'epoch' + told_ms * interval '1 millisecond'
            FROM unnest(?::text[], ?::bigint[], ?::int[], ?::bigint[]) AS h(webhook_id, failing_ms, failed_attempts, told_ms)
            ORDER BY webhook_id
            ON CONFLICT (webhook_id) DO UPDATE SET failing_since = excluded.failing_since,
              failed_attempts = excluded.failed_attempts, told_at = excluded.told_at
            """;

    private static final String OUTRUN = """
            SELECT delivery_id FROM unnest(?::uuid[], ?::text[], ?::bigint[]) AS a(delivery_id, webhook_id, created_ms)
            WHERE EXISTS (SELECT FROM deliveries d WHERE d.webhook_id = a.webhook_id AND d.status = 'delivered'
              AND d.created_at > timestamptz 'epoch' + a.created_ms * interval '1 millisecond')
            """;

    private HealthRows() {}

    /** The health of those among these webhooks that are not fine; nobody else changes it until the transaction ends. */
    static Map<String, Health> lock(Connection connection, Collection<String> webhookIds) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setArray(1, connection.createArrayOf("text", webhookIds.toArray()));
            ResultSet rows = query.executeQuery();
            Map<String, Health> found = new HashMap<>();
            while (rows.next()) {
                found.put(rows.getString("webhook_id"), read(rows));
            }
            return found;
        }
    }

    /** A row, or what an outer join has in its place: a webhook that is fine. */
    static Health read(ResultSet row) throws SQLException {
        return new Health(
                Times.readOrNull(row, "failing_since"),
                row.getInt("failed_attempts"),
                Times.readOrNull(row, "told_at"));
    }

    /** Keeps how each webhook is now; nothing of those that are fine. */
    static void keep(Connection connection, Map<String, Health> healths) throws SQLException {
        List<Map.Entry<String, Health>> unwell = healths.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(Health.FINE))
                .toList();
        try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
            insert.setArray(1, array(connection, "text", unwell.stream().map(Map.Entry::getKey)));
            insert.setArray(
                    2,
                    array(
                            connection,
                            "bigint",
                            unwell.stream().map(entry -> millis(entry.getValue().since()))));
            insert.setArray(
                    3,
                    array(
                            connection,
                            "int",
                            unwell.stream().map(entry -> entry.getValue().failures())));
            insert.setArray(
                    4,
                    array(
                            connection,
                            "bigint",
                            unwell.stream().map(entry -> millis(entry.getValue().toldAt()))));
            insert.executeUpdate();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM webhook_health WHERE webhook_id = ANY(?)")) {
            delete.setArray(
                    1,
                    array(
                            connection,
                            "text",
                            healths.keySet().stream().filter(id -> Health.FINE.equals(healths.get(id)))));
            delete.executeUpdate();
        }
    }

    private static java.sql.Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    /** Those of the attempts' deliveries that a newer one of the same webhook has outrun: one that was delivered. */
    static Set<UUID> outrun(Connection connection, List<Attempt> attempts) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OUTRUN)) {
            query.setArray(1, array(connection, "uuid", attempts.stream().map(Attempt::deliveryId)));
            query.setArray(2, array(connection, "text", attempts.stream().map(Attempt::webhookId)));
            query.setArray(3, array(connection, "bigint", attempts.stream().map(Attempt::createdAtMillis)));
            ResultSet rows = query.executeQuery();
            Set<UUID> found = new HashSet<>();
            while (rows.next()) {
                found.add(rows.getObject(1, UUID.class));
            }
            return found;
        }
    }
}
