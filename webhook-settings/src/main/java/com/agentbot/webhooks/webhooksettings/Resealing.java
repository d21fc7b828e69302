package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.SecretCipher.UnopenedSecret;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Seals the secrets of webhooks anew with the key that seals, where another one has sealed them. Each batch is a
 * transaction that also publishes the webhooks as they are then: so it can be broken off anywhere and begun again, beside
 * services that run.
 */
final class Resealing {
    private static final int BATCH = 100;

    private static final String SEALED_OTHERWISE = """
            FROM webhooks WHERE deleted_at IS NULL AND EXISTS (SELECT FROM unnest(secret_key_ids) AS k WHERE k <> ?)
            """;
    private static final String NEXT =
            "SELECT site_id, id " + SEALED_OTHERWISE + " AND id > ? ORDER BY id LIMIT " + BATCH;

    private final Connection session;
    private final SecretCipher cipher;

    /**
     * How far it is.
     *
     * @param webhooks whose secrets are sealed with the right key now
     * @param unopened what did not open, a sentence each
     */
    record Result(int webhooks, List<String> unopened) {
        Result {
            unopened = List.copyOf(unopened);
        }
    }

    /** Works on a connection of its own, which nobody else uses meanwhile. */
    Resealing(Connection session, SecretCipher cipher) throws SQLException {
        this.session = session;
        this.cipher = cipher;
        session.setAutoCommit(false);
    }

    /** How many webhooks have secrets that another key has sealed. */
    long sealedOtherwise() throws SQLException {
        try (PreparedStatement query = session.prepareStatement("SELECT count(*) " + SEALED_OTHERWISE)) {
            query.setString(1, cipher.sealingKeyId());
            return number(query);
        }
    }

    /** The version of the latest change. */
    long version() throws SQLException {
        try (PreparedStatement query = session.prepareStatement("SELECT version FROM settings_version")) {
            return number(query);
        }
    }

    /** How many changes up to a version are not published yet. Until they are, what the topic holds last may be of before. */
    long unpublished(long upTo) throws SQLException {
        try (PreparedStatement query = session.prepareStatement("SELECT count(*) FROM outbox WHERE version <= ?")) {
            query.setLong(1, upTo);
            return number(query);
        }
    }

    private long number(PreparedStatement query) throws SQLException {
        ResultSet row = query.executeQuery();
        row.next();
        long number = row.getLong(1);
        session.commit();
        return number;
    }

    Result run() throws SQLException {
        int sealed = 0;
        List<String> unopened = new ArrayList<>();
        List<WebhookKey> batch = after("");
        while (!batch.isEmpty()) {
            for (WebhookKey key : batch) {
                sealed += reseal(key, unopened) ? 1 : 0;
            }
            session.commit();
            batch = after(batch.getLast().webhookId());
        }
        return new Result(sealed, unopened);
    }

    private List<WebhookKey> after(String id) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(NEXT)) {
            query.setString(1, cipher.sealingKeyId());
            query.setString(2, id);
            ResultSet rows = query.executeQuery();
            List<WebhookKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(new WebhookKey(rows.getString(1), rows.getString(2)));
            }
            session.commit();
            return keys;
        }
    }

    /** Whether all its secrets are sealed with the right key now. */
    private boolean reseal(WebhookKey key, List<String> unopened) throws SQLException {
        // Locks everybody else out first, so that what is read is what is there at the commit.
        long version = OutboxRows.nextVersion(session);
        StoredWebhook webhook = WebhookRows.find(session, key.siteId(), key.webhookId());
        if (webhook == null) {
            return false;
        }
        int unopenedBefore = unopened.size();
        List<SealedSecret> secrets = new ArrayList<>();
        for (SealedSecret secret : webhook.secrets()) {
            secrets.add(resealed(key, secret, unopened));
        }
        if (!secrets.equals(webhook.secrets())) {
            StoredWebhook stored = webhook.resealed(secrets, version);
            WebhookRows.reseal(session, stored);
            OutboxRows.add(session, version, key, WebhookJson.write(stored.published()));
        }
        return unopened.size() == unopenedBefore;
    }

    private SealedSecret resealed(WebhookKey key, SealedSecret secret, List<String> unopened) {
        if (secret.keyId().equals(cipher.sealingKeyId())) {
            return secret;
        }
        try {
            return cipher.seal(key.webhookId(), cipher.open(key.webhookId(), secret));
        } catch (UnopenedSecret e) {
            unopened.add(String.valueOf(e.getMessage()));
            return secret;
        }
    }
}
