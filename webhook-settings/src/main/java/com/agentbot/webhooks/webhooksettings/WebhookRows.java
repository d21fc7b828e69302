package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import java.sql.Array;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A webhook as a row of the table {@code webhooks}, within the caller's transaction. */
final class WebhookRows {
    /** As long as it fails, a webhook has its health beside it; unless it was changed since. */
    static final String SELECT = """
            SELECT w.*, h.failing_since, h.failed_attempts, h.told_at FROM webhooks w
            LEFT JOIN webhook_health h ON h.webhook_id = w.id AND h.failing_since >= w.updated_at
            """;

    private static final String INSERT = """
            INSERT INTO webhooks (url, events, description, enabled, disabled_reason, per_second, secret_key_ids,
              sealed_secrets, updated_at, version, enabled_at, site_id, id, created_at, url_version, secrets_version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE = """
            UPDATE webhooks SET url = ?, events = ?, description = ?, enabled = ?, disabled_reason = ?, per_second = ?,
              secret_key_ids = ?, sealed_secrets = ?, updated_at = ?, version = ?, enabled_at = ?
            WHERE site_id = ? AND id = ?
            """;
    /** Before anything else of a change: by the row as it still is. */
    private static final String SINCE = """
            UPDATE webhooks SET url_version = CASE WHEN url = ? THEN url_version ELSE ? END,
              secrets_version = CASE WHEN sealed_secrets = ? THEN secrets_version ELSE ? END
            WHERE site_id = ? AND id = ?
            """;

    private static final String DELETE = """
            UPDATE webhooks SET deleted_at = ?, version = ?, secret_key_ids = '{}', sealed_secrets = '{}'
            WHERE site_id = ? AND id = ? AND deleted_at IS NULL
            """;

    private WebhookRows() {}

    static long count(Connection connection, String site) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count(*) FROM webhooks WHERE site_id = ? AND deleted_at IS NULL")) {
            query.setString(1, site);
            ResultSet row = query.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    static @Nullable StoredWebhook find(Connection connection, String site, String id) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(SELECT + " WHERE site_id = ? AND id = ? AND deleted_at IS NULL")) {
            query.setString(1, site);
            query.setString(2, id);
            ResultSet row = query.executeQuery();
            return row.next() ? read(row) : null;
        }
    }

    /** Those of these ids that there are, whichever site they belong to. */
    static Map<WebhookKey, StoredWebhook> findAll(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(SELECT + " WHERE id = ANY(?) AND deleted_at IS NULL")) {
            query.setArray(1, texts(connection, ids.stream()));
            ResultSet rows = query.executeQuery();
            Map<WebhookKey, StoredWebhook> found = new HashMap<>();
            while (rows.next()) {
                StoredWebhook webhook = read(rows);
                found.put(new WebhookKey(webhook.siteId(), webhook.id()), webhook);
            }
            return found;
        }
    }

    static void insert(Connection connection, StoredWebhook webhook) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            write(connection, insert, webhook);
            insert.setObject(14, Times.forSql(webhook.createdAt()));
            insert.setLong(15, webhook.version());
            insert.setLong(16, webhook.version());
            insert.executeUpdate();
        }
    }

    static void update(Connection connection, StoredWebhook webhook) throws SQLException {
        try (PreparedStatement since = connection.prepareStatement(SINCE);
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            since.setString(1, webhook.setup().url());
            since.setLong(2, webhook.version());
            since.setArray(3, texts(connection, webhook.secrets().stream().map(SealedSecret::sealed)));
            since.setLong(4, webhook.version());
            since.setString(5, webhook.siteId());
            since.setString(6, webhook.id());
            since.executeUpdate();
            write(connection, update, webhook);
            update.executeUpdate();
        }
    }

    /** With its secrets sealed otherwise. Since when they are these stays as it is. */
    static void reseal(Connection connection, StoredWebhook webhook) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE webhooks SET secret_key_ids = ?, sealed_secrets = ?, version = ? WHERE site_id = ? AND id = ?")) {
            update.setArray(1, texts(connection, webhook.secrets().stream().map(SealedSecret::keyId)));
            update.setArray(2, texts(connection, webhook.secrets().stream().map(SealedSecret::sealed)));
            update.setLong(3, webhook.version());
            update.setString(4, webhook.siteId());
            update.setString(5, webhook.id());
            update.executeUpdate();
        }
    }

    /** What its requests were made with, as far as that is known; also of one that was deleted. */
    static SentWith sentWith(Connection connection, String site, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT url, url_version, secret_key_ids, sealed_secrets, secrets_version FROM webhooks"
                        + " WHERE site_id = ? AND id = ?")) {
            query.setString(1, site);
            query.setString(2, id);
            ResultSet row = query.executeQuery();
            return row.next()
                    ? new SentWith(
                            row.getString("url"),
                            row.getLong("url_version"),
                            secrets(row),
                            row.getLong("secrets_version"))
                    : SentWith.NOTHING_KNOWN;
        }
    }

    private static void write(Connection connection, PreparedStatement statement, StoredWebhook webhook)
            throws SQLException {
        WebhookSetup setup = webhook.setup();
        statement.setString(1, setup.url());
        statement.setArray(2, texts(connection, setup.events().stream()));
        statement.setString(3, setup.description());
        statement.setBoolean(4, setup.enabled());
        statement.setString(5, webhook.disabledReason());
        statement.setObject(6, setup.limits().perSecond());
        statement.setArray(7, texts(connection, webhook.secrets().stream().map(SealedSecret::keyId)));
        statement.setArray(8, texts(connection, webhook.secrets().stream().map(SealedSecret::sealed)));
        statement.setObject(9, Times.forSql(webhook.updatedAt()));
        statement.setLong(10, webhook.version());
        statement.setObject(11, Times.forSql(webhook.enabledAt()));
        statement.setString(12, webhook.siteId());
        statement.setString(13, webhook.id());
    }

    static void delete(Connection connection, String site, String id, Instant now, long version) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setObject(1, Times.forSql(now));
            delete.setLong(2, version);
            delete.setString(3, site);
            delete.setString(4, id);
            delete.executeUpdate();
        }
    }

    static StoredWebhook read(ResultSet row) throws SQLException {
        WebhookSetup setup = new WebhookSetup(
                row.getString("url"),
                texts(row, "events"),
                row.getString("description"),
                row.getBoolean("enabled"),
                new Webhook.Limits(row.getObject("per_second", Integer.class)));
        return new StoredWebhook(
                row.getString("id"),
                row.getString("site_id"),
                setup,
                row.getString("disabled_reason"),
                secrets(row),
                Times.read(row, "created_at"),
                Times.read(row, "updated_at"),
                Times.read(row, "enabled_at"),
                row.getLong("version"),
                HealthRows.read(row));
    }

    private static List<SealedSecret> secrets(ResultSet row) throws SQLException {
        List<String> keyIds = texts(row, "secret_key_ids");
        List<String> sealed = texts(row, "sealed_secrets");
        List<SealedSecret> secrets = new ArrayList<>();
        for (int i = 0; i < keyIds.size(); i++) {
            secrets.add(new SealedSecret(keyIds.get(i), sealed.get(i)));
        }
        return secrets;
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
