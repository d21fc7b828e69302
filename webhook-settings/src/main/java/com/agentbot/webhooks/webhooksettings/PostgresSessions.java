package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The page's sessions in PostgreSQL, so that any instance knows them. Each hangs on the token it was begun with and ends
 * with it. Safe for use by many threads.
 */
final class PostgresSessions {
    private static final int MAX_CHARACTERS = 64;

    private final Database database;
    private final Settings.Sessions settings;
    private final Clock clock;

    PostgresSessions(Database database, Settings.Sessions settings, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    Duration length() {
        return settings.length();
    }

    /** Begins a session of a token that is valid, and clears away those that have ended. Returns its id. */
    String begin(String token) {
        String id = Randomness.sessionId();
        database.transaction(connection -> {
            deleteEnded(connection);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO sessions (hash, token_hash, expires_at) VALUES (?, ?, ?)")) {
                insert.setBytes(1, Sha256.of(id));
                insert.setBytes(2, Sha256.of(token));
                insert.setObject(3, Times.forSql(clock.instant().plus(settings.length())));
                return insert.executeUpdate();
            }
        });
        return id;
    }

    private void deleteEnded(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM sessions WHERE expires_at <= ?")) {
            delete.setObject(1, Times.forSql(clock.instant()));
            delete.executeUpdate();
        }
    }

    /** Whose session it is; empty when there is none of this id, or it has ended. */
    Optional<Caller> find(String id) {
        if (id.isEmpty() || id.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(Token.SELECT
                    + " JOIN sessions ON tokens.hash = token_hash WHERE sessions.hash = ? AND expires_at > ?")) {
                query.setBytes(1, Sha256.of(id));
                query.setObject(2, Times.forSql(clock.instant()));
                ResultSet row = query.executeQuery();
                if (!row.next()) {
                    return Optional.<Caller>empty();
                }
                Token token = Token.read(row);
                token.use(connection, clock.instant());
                return Optional.of(new Caller(token.siteId(), token.scope(), "session/" + Sha256.hex(id)));
            }
        });
    }

    void end(String id) {
        database.transaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM sessions WHERE hash = ?")) {
                delete.setBytes(1, Sha256.of(id));
                return delete.executeUpdate();
            }
        });
    }
}
