package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published, as rows of the table {@code outbox}, within the caller's transaction. Each takes the next
 * version; the version's row is locked first, so that versions are in commit order.
 */
final class OutboxRows {
    private OutboxRows() {}

    /** The next version. From here on everybody else who publishes waits until the transaction has ended. */
    static long nextVersion(Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE settings_version SET version = version + 1 RETURNING version")) {
            ResultSet row = update.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    /** A webhook as of a version; null for one that was deleted. */
    static void add(Connection connection, long version, WebhookKey key, byte @Nullable [] value) throws SQLException {
        insert(connection, version, Topics.WEBHOOKS, key.toString(), value, null, null);
    }

    /** What is told of a webhook. */
    static void add(Connection connection, OperationalEvent event) throws SQLException {
        insert(
                connection,
                nextVersion(connection),
                Topics.OPERATIONS,
                event.webhook().siteId(),
                event.body(),
                event.id(),
                event.webhook().webhookId());
    }

    private static void insert(
            Connection connection,
            long version,
            String topic,
            String key,
            byte @Nullable [] value,
            @Nullable String eventId,
            @Nullable String webhookId)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO outbox (version, topic, key, value, event_id, webhook_id) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, version);
            insert.setString(2, topic);
            insert.setString(3, key);
            insert.setBytes(4, value);
            insert.setString(5, eventId);
            insert.setString(6, webhookId);
            insert.executeUpdate();
        }
    }
}
