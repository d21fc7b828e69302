package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the webhooks of a site have done in the last day, and what they will do next. Safe for use by many threads. */
final class Activity {
    /** Full ones, besides the running one. */
    private static final int HOURS = 24;

    private static final String COUNTS = """
            SELECT h.webhook_id, h.hour, h.delivered, h.failed FROM webhooks w
            JOIN webhook_hours h ON h.webhook_id = w.id AND h.hour >= ?
            WHERE w.site_id = ? AND w.deleted_at IS NULL
            """;
    private static final String NEXT = """
            SELECT w.id, due.next_attempt_at FROM webhooks w CROSS JOIN LATERAL (
              SELECT d.next_attempt_at FROM deliveries d
              WHERE d.webhook_id = w.id AND d.next_attempt_at IS NOT NULL AND d.status = 'pending'
              ORDER BY d.next_attempt_at LIMIT 1) AS due
            WHERE w.site_id = ? AND w.deleted_at IS NULL
            """;

    private final Database database;
    private final Clock clock;

    /**
     * Of one webhook.
     *
     * @param delivered POSTs that succeeded, hour by hour, the running one last
     * @param failed POSTs that did not, likewise
     * @param nextAttempt when its next retry is due; null for none
     */
    record OfWebhook(
            String webhookId,
            List<Integer> delivered,
            List<Integer> failed,
            @Nullable Instant nextAttempt) {
        private static OfWebhook none(String webhookId) {
            return new OfWebhook(webhookId, noHours(), noHours(), null);
        }

        private static List<Integer> noHours() {
            return new ArrayList<>(Collections.nCopies(HOURS + 1, 0));
        }

        private OfWebhook next(Instant at) {
            return new OfWebhook(webhookId, delivered, failed, at);
        }
    }

    /**
     * Of a site.
     *
     * @param since where the first hour begins
     * @param webhooks those with something to tell
     */
    record OfSite(Instant since, List<OfWebhook> webhooks) {}

    Activity(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    OfSite of(String site) {
        Instant since = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(HOURS, ChronoUnit.HOURS);
        Map<String, OfWebhook> webhooks = new TreeMap<>();
        return database.transaction(connection -> {
            count(connection, site, since, webhooks);
            findNext(connection, site, webhooks);
            return new OfSite(since, List.copyOf(webhooks.values()));
        });
    }

    private static void count(Connection connection, String site, Instant since, Map<String, OfWebhook> webhooks)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COUNTS)) {
            query.setObject(1, Times.forSql(since));
            query.setString(2, site);
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                long hour = Duration.between(since, Times.read(rows, "hour")).toHours();
                // A worker's clock may run ahead of ours.
                int index = (int) Math.min(HOURS, hour);
                OfWebhook webhook = webhooks.computeIfAbsent(rows.getString("webhook_id"), OfWebhook::none);
                webhook.delivered().set(index, webhook.delivered().get(index) + rows.getInt("delivered"));
                webhook.failed().set(index, webhook.failed().get(index) + rows.getInt("failed"));
            }
        }
    }

    private static void findNext(Connection connection, String site, Map<String, OfWebhook> webhooks)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEXT)) {
            query.setString(1, site);
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                String id = rows.getString("id");
                Instant at = Times.read(rows, "next_attempt_at");
                webhooks.put(id, webhooks.getOrDefault(id, OfWebhook.none(id)).next(at));
            }
        }
    }
}
