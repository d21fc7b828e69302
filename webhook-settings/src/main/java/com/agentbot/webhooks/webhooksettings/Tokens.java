package com.agentbot.webhooks.webhooksettings;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens in PostgreSQL, where only their hashes are. Safe for use by many threads. */
final class Tokens {
    /** What is longer is no token and is not even hashed. */
    static final int MAX_CHARACTERS = 256;

    private final Database database;

    Tokens(Database database) {
        this.database = database;
    }

    /** Whose token it is; empty when it is none. */
    Optional<Caller> find(String token) {
        if (token.isEmpty() || token.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        byte[] hash = Sha256.of(token);
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT site_id FROM tokens WHERE hash = ?")) {
                query.setBytes(1, hash);
                ResultSet row = query.executeQuery();
                return row.next() ? Optional.of(new Caller(row.getString(1))) : Optional.<Caller>empty();
            }
        });
    }

    /**
     * Makes the token valid, if it is not yet.
     *
     * @param siteId the only site it is good for; null for all
     */
    void ensure(String token, @Nullable String siteId) {
        byte[] hash = Sha256.of(token);
        database.transaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO tokens (hash, site_id) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                insert.setBytes(1, hash);
                insert.setString(2, siteId);
                return insert.executeUpdate();
            }
        });
    }
}
