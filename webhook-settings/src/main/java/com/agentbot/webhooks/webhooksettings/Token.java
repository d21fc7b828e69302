package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token: everything but the token.
 *
 * @param siteId the only site it is good for; null for all
 * @param lastUsedAt the minute of its last use, by itself or by a session begun with it; null before the first
 */
record Token(
        String id,
        String name,
        @Nullable String siteId,
        Scope scope,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    static final String SELECT = """
            SELECT tokens.id, tokens.name, tokens.site_id, tokens.scope, tokens.created_at, tokens.last_used_at
            FROM tokens
            """;

    static Token read(ResultSet row) throws SQLException {
        return new Token(
                row.getString("id"),
                row.getString("name"),
                row.getString("site_id"),
                Scope.parse(row.getString("scope")),
                Times.read(row, "created_at"),
                Times.readOrNull(row, "last_used_at"));
    }

    /** Notes that it was used; at most once a minute anything is written. */
    void use(Connection connection, Instant now) throws SQLException {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (lastUsedAt != null && !lastUsedAt.isBefore(minute)) {
            return;
        }
        // Another request may have written it meanwhile.
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)")) {
            update.setObject(1, Times.forSql(minute));
            update.setString(2, id);
            update.setObject(3, Times.forSql(minute));
            update.executeUpdate();
        }
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("name", name);
        json.put("site_id", siteId);
        json.put("scope", scope.toString());
        json.put("created_at", Times.text(createdAt));
        json.put("last_used_at", Times.textOrNull(lastUsedAt));
        return json;
    }
}
