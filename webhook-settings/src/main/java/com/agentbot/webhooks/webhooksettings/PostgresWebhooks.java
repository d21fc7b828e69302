package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import com.agentbot.webhooks.servicekit.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks in PostgreSQL. Each change takes the next version, and goes into the outbox in the same transaction. The
 * version's row is locked first, so changes wait for each other, and versions are in commit order. Safe for use by many
 * threads.
 */
final class PostgresWebhooks {
    private final Database database;
    private final Publication publication;
    private final Settings.Rules rules;
    private final Clock clock;

    PostgresWebhooks(Database database, Publication publication, Settings.Rules rules, Clock clock) {
        this.database = database;
        this.publication = publication;
        this.rules = rules;
        this.clock = clock;
    }

    /** Keeps a new webhook; a {@link Problem} when the site has as many as it may. */
    StoredWebhook create(String site, String id, WebhookSetup setup, SealedSecret secret) {
        return changing(connection -> create(connection, OutboxRows.nextVersion(connection), site, id, setup, secret));
    }

    /** The same within the caller's transaction, which is one of {@link #changing}. */
    StoredWebhook create(
            Connection connection, long version, String site, String id, WebhookSetup setup, SealedSecret secret)
            throws SQLException {
        refuseTooMany(connection, site);
        Instant now = now();
        StoredWebhook webhook =
                new StoredWebhook(id, site, setup, null, List.of(secret), now, now, now, version, Health.FINE);
        WebhookRows.insert(connection, webhook);
        publish(connection, webhook);
        return webhook;
    }

    /** Does the work in one transaction, and has published what it changes. */
    <T> T changing(Database.Work<T> work) {
        T result = database.transaction(work);
        publication.changed();
        return result;
    }

    private void refuseTooMany(Connection connection, String site) throws SQLException {
        if (WebhookRows.count(connection, site) >= rules.webhooksPerSite()) {
            throw Problem.invalid(
                    null,
                    "This site has " + rules.webhooksPerSite() + " webhooks, which is the most. Delete one first.");
        }
    }

    /** All webhooks of a site, the newest first. */
    List<StoredWebhook> list(String site) {
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(WebhookRows.SELECT + " WHERE site_id = ?"
                    + " AND deleted_at IS NULL ORDER BY created_at DESC, id DESC")) {
                query.setString(1, site);
                ResultSet rows = query.executeQuery();
                List<StoredWebhook> webhooks = new ArrayList<>();
                while (rows.next()) {
                    webhooks.add(WebhookRows.read(rows));
                }
                return webhooks;
            }
        });
    }

    Optional<StoredWebhook> find(String site, String id) {
        return database.transaction(connection -> Optional.ofNullable(WebhookRows.find(connection, site, id)));
    }

    /** What the requests of a webhook were made with; also of one that was deleted. */
    SentWith sentWith(String site, String id) {
        return database.transaction(connection -> WebhookRows.sentWith(connection, site, id));
    }

    /** Whether the site has or had a webhook of this id. */
    boolean existed(String site, String id) {
        return database.transaction(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT FROM webhooks WHERE site_id = ? AND id = ?")) {
                query.setString(1, site);
                query.setString(2, id);
                return query.executeQuery().next();
            }
        });
    }

    /**
     * Changes a webhook all at once or not at all. One that the change leaves as it was takes no new version.
     *
     * @param change what it throws is thrown on, and nothing is changed
     * @return the webhook after the change; empty when there is none
     */
    Optional<StoredWebhook> change(String site, String id, UnaryOperator<StoredWebhook> change) {
        return change(site, id, change, (connection, webhook) -> {});
    }

    /** What else is done where a change switches a webhook on, in the same transaction. */
    interface SwitchedOn {
        /**
         * Does it.
         *
         * @param before the webhook as it was when it was off
         */
        void on(Connection connection, StoredWebhook before) throws SQLException;
    }

    /** The same, and what else is to be done where it switches the webhook on. */
    Optional<StoredWebhook> change(String site, String id, UnaryOperator<StoredWebhook> change, SwitchedOn switchedOn) {
        return changing(connection -> {
            long version = OutboxRows.nextVersion(connection);
            StoredWebhook before = WebhookRows.find(connection, site, id);
            if (before == null) {
                connection.rollback();
                return Optional.<StoredWebhook>empty();
            }
            StoredWebhook after = change.apply(before);
            if (after.equals(before)) {
                connection.rollback();
                return Optional.of(before);
            }
            Instant now = now();
            boolean isSwitchedOn = after.setup().enabled() && !before.setup().enabled();
            StoredWebhook stored = (isSwitchedOn ? after.onSince(now) : after).changedAt(now, version);
            WebhookRows.update(connection, stored);
            publish(connection, stored);
            if (isSwitchedOn) {
                switchedOn.on(connection, before);
            }
            return Optional.of(stored);
        });
    }

    /**
     * Switches a webhook off within the caller's transaction, who calls {@link Publication#changed} after it. Not one that
     * was changed since: whatever was wrong, its owner may just have mended it.
     *
     * @param upTo the version of the settings that were found wrong
     * @param reason why, for its owner
     * @return whether it was on
     */
    boolean switchOff(Connection connection, WebhookKey key, long upTo, String reason) throws SQLException {
        // Without the lock first: attempts that are read again would otherwise hold all changes up.
        if (isOn(connection, key, upTo) == null) {
            return false;
        }
        long version = OutboxRows.nextVersion(connection);
        StoredWebhook before = isOn(connection, key, upTo);
        if (before == null) {
            return false;
        }
        StoredWebhook stored = before.off(reason).changedAt(now(), version);
        WebhookRows.update(connection, stored);
        publish(connection, stored);
        return true;
    }

    private static @Nullable StoredWebhook isOn(Connection connection, WebhookKey key, long upTo) throws SQLException {
        StoredWebhook webhook = WebhookRows.find(connection, key.siteId(), key.webhookId());
        return webhook != null && webhook.setup().enabled() && webhook.version() <= upTo ? webhook : null;
    }

    /**
     * Deletes a webhook and its secrets.
     *
     * @param condition what it throws is thrown on, and nothing is deleted
     * @return the version of the change; empty when there is no such webhook
     */
    OptionalLong delete(String site, String id, Consumer<StoredWebhook> condition) {
        return changing(connection -> {
            long version = OutboxRows.nextVersion(connection);
            StoredWebhook before = WebhookRows.find(connection, site, id);
            if (before == null) {
                connection.rollback();
                return OptionalLong.empty();
            }
            condition.accept(before);
            WebhookRows.delete(connection, site, id, now(), version);
            OutboxRows.add(connection, version, new WebhookKey(site, id), null);
            return OptionalLong.of(version);
        });
    }

    private static void publish(Connection connection, StoredWebhook webhook) throws SQLException {
        OutboxRows.add(
                connection,
                webhook.version(),
                new WebhookKey(webhook.siteId(), webhook.id()),
                WebhookJson.write(webhook.published()));
    }

    /** In whole milliseconds, so that what was answered and what is read back are the same. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
