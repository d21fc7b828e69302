package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * New webhooks, once for each key: a request made again, because its answer was lost, finds what it has made. The key is
 * kept in the transaction that makes the webhook; of two at once the second waits for the first. Safe for use by many
 * threads.
 */
final class Creations {
    private static final Duration KEPT = Duration.ofHours(24);

    private final PostgresWebhooks webhooks;
    private final SecretCipher cipher;
    private final Clock clock;

    Creations(PostgresWebhooks webhooks, SecretCipher cipher, Clock clock) {
        this.webhooks = webhooks;
        this.cipher = cipher;
        this.clock = clock;
    }

    /**
     * Makes a webhook, unless the key says that it has been made.
     *
     * @param secret its first, in clear
     */
    Creation create(String site, WebhookSetup setup, String secret, @Nullable IdempotencyKey key) {
        String id = Randomness.webhookId();
        SealedSecret sealed = cipher.seal(id, secret);
        if (key == null) {
            return new Creation.Made(webhooks.create(site, id, setup, sealed));
        }
        return webhooks.changing(connection -> {
            long version = OutboxRows.nextVersion(connection);
            deleteOld(connection);
            Creation before = find(connection, site, key);
            if (before != null) {
                // Keeps neither the version nor anything else.
                connection.rollback();
                return before;
            }
            StoredWebhook webhook = webhooks.create(connection, version, site, id, setup, sealed);
            insert(connection, webhook, key, secret);
            return new Creation.Made(webhook);
        });
    }

    private void deleteOld(Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM idempotency_keys WHERE created_at <= ?")) {
            delete.setObject(1, Times.forSql(clock.instant().minus(KEPT)));
            delete.executeUpdate();
        }
    }

    private static @Nullable Creation find(Connection connection, String site, IdempotencyKey key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT request_hash, webhook_id, secret_hash FROM idempotency_keys WHERE site_id = ? AND key = ?")) {
            query.setString(1, site);
            query.setString(2, key.text());
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                return null;
            }
            if (!row.getString("request_hash").equals(key.requestHash())) {
                return new Creation.OtherRequest();
            }
            StoredWebhook webhook = WebhookRows.find(connection, site, row.getString("webhook_id"));
            return webhook == null
                    ? new Creation.Deleted()
                    : new Creation.Repeated(webhook, row.getString("secret_hash"));
        }
    }

    private static void insert(Connection connection, StoredWebhook webhook, IdempotencyKey key, String secret)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO idempotency_keys"
                + " (site_id, key, request_hash, webhook_id, secret_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, webhook.siteId());
            insert.setString(2, key.text());
            insert.setString(3, key.requestHash());
            insert.setString(4, webhook.id());
            insert.setString(5, Sha256.hex(secret));
            insert.setObject(6, Times.forSql(webhook.createdAt()));
            insert.executeUpdate();
        }
    }

    /** The secret of that hash in clear, as long as it is in use; else null. */
    @Nullable
    String secret(StoredWebhook webhook, String hash) {
        for (SealedSecret sealed : webhook.secrets()) {
            String secret = open(webhook.id(), sealed);
            if (Sha256.hex(secret).equals(hash)) {
                return secret;
            }
        }
        return null;
    }

    private String open(String webhook, SealedSecret sealed) {
        try {
            return cipher.open(webhook, sealed);
        } catch (SecretCipher.UnopenedSecret e) {
            throw new IllegalStateException("SECRET_KEYS has no longer the key of a secret that is in use", e);
        }
    }
}
