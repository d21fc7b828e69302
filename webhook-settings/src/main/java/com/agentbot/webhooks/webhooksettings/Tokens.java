package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens in PostgreSQL, where only their hashes are. Safe for use by many threads. */
final class Tokens {
    /** What is longer is no token and is not even hashed. */
    static final int MAX_CHARACTERS = 256;

    /** No site has an empty id: that stands for those of all sites. */
    private static final String OF_SITE = " WHERE coalesce(site_id, '') = ?";

    private final Database database;
    private final int perSite;
    private final Clock clock;

    /**
     * In that database.
     *
     * @param perSite at most so many, give or take what is made at the very same time
     */
    Tokens(Database database, int perSite, Clock clock) {
        this.database = database;
        this.perSite = perSite;
        this.clock = clock;
    }

    /** Whose token it is; empty when it is none. */
    Optional<Caller> find(String token) {
        if (token.isEmpty() || token.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        byte[] hash = Sha256.of(token);
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(Token.SELECT + " WHERE hash = ?")) {
                query.setBytes(1, hash);
                ResultSet row = query.executeQuery();
                if (!row.next()) {
                    return Optional.<Caller>empty();
                }
                Token found = Token.read(row);
                found.use(connection, clock.instant());
                return Optional.of(new Caller(found.siteId(), found.scope(), found.id()));
            }
        });
    }

    /**
     * The tokens of a site, the newest first.
     *
     * @param siteId null for the tokens of all sites, and only these
     */
    List<Token> list(@Nullable String siteId) {
        return database.transaction(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement(Token.SELECT + OF_SITE + " ORDER BY created_at DESC, id DESC")) {
                query.setString(1, owner(siteId));
                ResultSet rows = query.executeQuery();
                List<Token> tokens = new ArrayList<>();
                while (rows.next()) {
                    tokens.add(Token.read(rows));
                }
                return tokens;
            }
        });
    }

    /**
     * Makes a token valid that is new.
     *
     * @param token to be shown to its holder; here only its hash is kept
     */
    Token create(String token, String name, @Nullable String siteId, Scope scope) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Token created = new Token(Randomness.tokenId(), name, siteId, scope, now, null);
        int inserted = database.transaction(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO tokens (hash, id, name, site_id, scope, created_at)"
                            + " SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM tokens" + OF_SITE + ") < ?")) {
                insert.setBytes(1, Sha256.of(token));
                insert.setString(2, created.id());
                insert.setString(3, name);
                insert.setString(4, siteId);
                insert.setString(5, scope.toString());
                insert.setObject(6, Times.forSql(now));
                insert.setString(7, owner(siteId));
                insert.setInt(8, perSite);
                return insert.executeUpdate();
            }
        });
        if (inserted == 0) {
            throw Problem.invalid(null, "There are " + perSite + " tokens, which is the most. Revoke one first.");
        }
        return created;
    }

    /**
     * Ends a token, and the sessions that were begun with it.
     *
     * @param siteId whose token it is; null for one of all sites
     * @return false when there is none of that id
     */
    boolean revoke(@Nullable String siteId, String id) {
        return database.transaction(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM tokens" + OF_SITE + " AND id = ?")) {
                delete.setString(1, owner(siteId));
                delete.setString(2, id);
                return delete.executeUpdate() == 1;
            }
        });
    }

    private static String owner(@Nullable String siteId) {
        return siteId == null ? "" : siteId;
    }

    /** Makes a token of all sites valid, if it is not yet, under that name. */
    void ensure(String token, String name) {
        database.transaction(connection -> {
            // One that is there from before tokens had names is given its name.
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO tokens (hash, id, name)"
                    + " VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET name = excluded.name"
                    + " WHERE tokens.site_id IS NULL AND tokens.name <> excluded.name")) {
                insert.setBytes(1, Sha256.of(token));
                insert.setString(2, Randomness.tokenId());
                insert.setString(3, name);
                return insert.executeUpdate();
            }
        });
    }
}
