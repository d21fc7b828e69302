package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query of the table {@code deliveries} for what a filter lets through. What an index can tell ({@link #place}) is apart
 * from what only the rows can ({@link #rest}). Used by one thread.
 */
final class LogQuery {
    private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC";

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private LogQuery() {}

    /** All that fits, in no order. */
    static LogQuery all(String columns, String site, DeliveryFilter filter) {
        LogQuery query = new LogQuery();
        query.append("SELECT " + columns + " FROM deliveries WHERE ");
        return query.place(site, filter).rest(site, filter);
    }

    /** What an index lets through, the newest first; what else is asked for is left out of account. */
    static LogQuery inOrder(String columns, String site, DeliveryFilter filter) {
        LogQuery query = new LogQuery();
        query.append("SELECT " + columns + " FROM deliveries WHERE ");
        return query.place(site, filter).append(NEWEST_FIRST);
    }

    /** What fits among the first so many that an index lets through, the newest first. */
    static LogQuery lookingThrough(String columns, String site, DeliveryFilter filter, int number) {
        LogQuery query = new LogQuery();
        query.append("SELECT * FROM (SELECT " + columns + " FROM deliveries WHERE ");
        query.place(site, filter).append(NEWEST_FIRST + " LIMIT " + number + ") AS newest WHERE true");
        return query.rest(site, filter).append(NEWEST_FIRST);
    }

    /** Whether an index can tell what fits; that a webhook is the site's is true of all but forged attempts. */
    static boolean isByIndexOnly(DeliveryFilter filter) {
        return filter.reason() == null
                && filter.event() == null
                && filter.answer() == null
                && filter.status() != DeliveryStatus.DELIVERED;
    }

    LogQuery append(String text) {
        sql.append(text);
        return this;
    }

    private LogQuery with(String condition, Object parameter) {
        parameters.add(parameter);
        return append(condition);
    }

    /** What the indexes are ordered by: webhook or site, rare status, time. */
    private LogQuery place(String site, DeliveryFilter filter) {
        if (filter.webhook() != null) {
            with("webhook_id = ?", filter.webhook());
        } else {
            with("site_id = ?", site);
        }
        if (isRare(filter.status())) {
            // Written out, so that the index of those that stand so is used; the word is ours.
            append(" AND status = '" + filter.status() + "'");
        }
        if (filter.since() != null) {
            with(" AND created_at >= ?", Times.forSql(filter.since()));
        }
        if (filter.until() != null) {
            with(" AND created_at < ?", Times.forSql(filter.until()));
        }
        Cursor cursor = filter.cursor();
        if (cursor != null) {
            // The first condition says nothing new, but lets whole days be left out.
            with(" AND created_at <= ?", Times.forSql(cursor.createdAt()));
            with(" AND (created_at, id) < (?, ", Times.forSql(cursor.createdAt()));
            with("?)", cursor.id());
        }
        return this;
    }

    private LogQuery rest(String site, DeliveryFilter filter) {
        if (filter.webhook() != null) {
            with(" AND site_id = ?", site);
        }
        if (filter.status() != null && !isRare(filter.status())) {
            append(" AND status = '" + filter.status() + "'");
        }
        if (filter.reason() != null) {
            with(" AND last_error_class = ?", filter.reason());
        }
        if (filter.event() != null) {
            with(" AND event = ?", filter.event());
        }
        return switch (filter.answer()) {
            case null -> this;
            case AnswerFilter.None() -> append(" AND last_status_code IS NULL AND attempt_count > 0");
            case AnswerFilter.Status(int first, int last) ->
                with(" AND last_status_code >= ?", first).with(" AND last_status_code <= ?", last);
        };
    }

    private static boolean isRare(@Nullable DeliveryStatus status) {
        return status != null && status != DeliveryStatus.DELIVERED;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
        return statement;
    }
}
