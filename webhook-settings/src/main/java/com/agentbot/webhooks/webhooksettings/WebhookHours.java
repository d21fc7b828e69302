package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code webhook_hours}: how many POSTs of each webhook succeeded and failed in each hour of the last days. */
final class WebhookHours {
    /** A little more than anybody is shown. */
    private static final Duration KEPT = Duration.ofDays(8);
    /** In one order everywhere, so that two writers cannot wait for each other. */
    private static final String ADD = """
            INSERT INTO webhook_hours AS h (webhook_id, hour, delivered, failed)
            SELECT webhook_id, timestamptz 'epoch' + hour_ms * interval '1 millisecond', delivered, failed
            FROM unnest(?::text[], ?::bigint[], ?::int[], ?::int[]) AS n(webhook_id, hour_ms, delivered, failed)
            ORDER BY webhook_id, hour_ms
            ON CONFLICT (webhook_id, hour) DO UPDATE
            SET delivered = h.delivered + excluded.delivered, failed = h.failed + excluded.failed
            """;

    private final Clock clock;

    WebhookHours(Clock clock) {
        this.clock = clock;
    }

    /** One hour of one webhook. */
    private record Hour(String webhookId, long beginMillis) implements Comparable<Hour> {
        @Override
        public int compareTo(Hour other) {
            int byWebhook = webhookId.compareTo(other.webhookId);
            return byWebhook == 0 ? Long.compare(beginMillis, other.beginMillis) : byWebhook;
        }
    }

    /** What happened in it. */
    private record Counts(int delivered, int failed) {
        Counts plus(Counts other) {
            return new Counts(delivered + other.delivered, failed + other.failed);
        }
    }

    /**
     * Counts these, within the caller's transaction.
     *
     * @param fresh attempts that the log holds since just now
     */
    void count(Connection connection, Collection<Attempt> fresh) throws SQLException {
        Map<Hour, Counts> hours = new TreeMap<>();
        long first = firstKept().toEpochMilli();
        for (Attempt attempt : fresh) {
            if (Sign.wasPosted(attempt) && attempt.atMillis() >= first) {
                Instant hour = Instant.ofEpochMilli(attempt.atMillis()).truncatedTo(ChronoUnit.HOURS);
                boolean delivered = attempt.outcome() == Outcome.DELIVERED;
                hours.merge(
                        new Hour(attempt.webhookId(), hour.toEpochMilli()),
                        delivered ? new Counts(1, 0) : new Counts(0, 1),
                        Counts::plus);
            }
        }
        if (hours.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            ArrayColumns<Map.Entry<Hour, Counts>> columns = new ArrayColumns<>(connection, insert, hours.entrySet());
            columns.add("text", hour -> hour.getKey().webhookId());
            columns.add("bigint", hour -> hour.getKey().beginMillis());
            columns.add("int", hour -> hour.getValue().delivered());
            columns.add("int", hour -> hour.getValue().failed());
            insert.executeUpdate();
        }
    }

    /** The first hour that is kept. */
    private Instant firstKept() {
        return clock.instant().minus(KEPT).truncatedTo(ChronoUnit.HOURS);
    }

    /** Drops what is past its time, within the caller's transaction. */
    void dropPast(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM webhook_hours WHERE hour < ?")) {
            delete.setObject(1, Times.forSql(firstKept()));
            delete.executeUpdate();
        }
    }
}
