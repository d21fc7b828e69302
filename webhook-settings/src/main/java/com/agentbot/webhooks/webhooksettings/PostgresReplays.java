package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Replays in PostgreSQL: what is asked for, and how far it has come. Safe for use by many threads. */
final class PostgresReplays {
    private static final String INSERT = """
            INSERT INTO replays (id, site_id, webhook_id, which, since, until, held_since, error_class, delivery_ids,
              per_second, wish, state, expected, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)
            ON CONFLICT DO NOTHING
            """;
    private static final String UNDER_WAY = """
            SELECT * FROM replays WHERE site_id = ? AND coalesce(webhook_id, '') = coalesce(?, '') AND which = ?
              AND state IN ('running', 'paused')
            """;
    private static final String TAKE_OVER = """
            UPDATE replays SET state = 'cancelled', note = 'It goes on as a newer one.', finished_at = ?
            WHERE site_id = ? AND webhook_id = ? AND which = 'missed' AND held_since IS NOT NULL
              AND state IN ('running', 'paused')
            RETURNING held_since
            """;
    private static final int LISTED = 100;

    private final Database database;
    private final StandingInLog log;
    private final Clock clock;

    PostgresReplays(Database database, StandingInLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /** What came of a wish. */
    record Started(Replay replay, boolean anew) {}

    /**
     * Begins a replay; who asks for the same while it is under way gets that one.
     *
     * @param wish as it was asked for, by which the same is known
     * @throws Problem when another one of the same kind for the same webhook is under way
     */
    Started start(String site, Replay.Wanted wanted, int perSecond, String wish) {
        return database.transaction(connection -> start(connection, site, wanted, perSecond, wish));
    }

    /** The same in the caller's transaction. */
    Started start(Connection connection, String site, Replay.Wanted wanted, int perSecond, String wish)
            throws SQLException {
        OptionalLong expected = log.count(connection, site, wanted);
        Replay replay = new Replay(
                Randomness.replayId(),
                site,
                wanted,
                perSecond,
                Replay.State.RUNNING,
                null,
                expected.isPresent() ? (Long) expected.getAsLong() : null,
                0,
                0,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        if (insert(connection, replay, wish)) {
            return new Started(replay, true);
        }
        UnderWay underWay = underWay(connection, replay);
        if (!underWay.wish().equals(wish)) {
            throw new Problem(
                    409,
                    "Conflict",
                    "Another replay of " + wanted.which() + " deliveries is under way ("
                            + underWay.replay().id() + "): wait for its end, or cancel it.",
                    null);
        }
        return new Started(underWay.replay(), false);
    }

    private static boolean insert(Connection connection, Replay replay, String wish) throws SQLException {
        Replay.Wanted wanted = replay.wanted();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, replay.id());
            insert.setString(2, replay.siteId());
            insert.setString(3, wanted.webhookId());
            insert.setString(4, wanted.which().toString());
            insert.setObject(5, Times.forSql(wanted.since()));
            insert.setObject(6, Times.forSql(wanted.until()));
            insert.setObject(7, wanted.heldSince() == null ? null : Times.forSql(wanted.heldSince()));
            insert.setString(8, wanted.errorClass());
            insert.setArray(
                    9,
                    wanted.ids().isEmpty()
                            ? null
                            : connection.createArrayOf("uuid", wanted.ids().toArray()));
            insert.setInt(10, replay.perSecond());
            insert.setString(11, wish);
            insert.setObject(12, replay.expected());
            insert.setObject(13, Times.forSql(replay.createdAt()));
            return insert.executeUpdate() == 1;
        }
    }

    private record UnderWay(Replay replay, String wish) {}

    private static UnderWay underWay(Connection connection, Replay like) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNDER_WAY)) {
            query.setString(1, like.siteId());
            query.setString(2, like.wanted().webhookId());
            query.setString(3, like.wanted().which().toString());
            ResultSet row = query.executeQuery();
            if (row.next()) {
                return new UnderWay(read(row), row.getString("wish"));
            }
            throw Problem.unavailable("A replay like this one has just ended. Try again.");
        }
    }

    /**
     * Ends what sends a webhook the deliveries that it missed, in the caller's transaction, so that another one can take
     * it over.
     *
     * @return since when they were held; empty where there was none
     */
    Optional<Instant> takeOver(Connection connection, String site, String webhook) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(TAKE_OVER)) {
            update.setObject(1, Times.forSql(clock.instant()));
            update.setString(2, site);
            update.setString(3, webhook);
            ResultSet row = update.executeQuery();
            return row.next() ? Optional.of(Times.read(row, "held_since")) : Optional.empty();
        }
    }

    /** Since when what is being sent, or was broken off, of a webhook's missed deliveries was held; empty for none. */
    Optional<Instant> heldSince(String site, String webhook) {
        return select(
                        "site_id = ? AND webhook_id = ? AND which = 'missed' AND held_since IS NOT NULL"
                                + " AND state IN ('running', 'paused')",
                        site,
                        webhook)
                .stream()
                .findFirst()
                .map(replay -> replay.wanted().heldSince());
    }

    Optional<Replay> find(String site, String id) {
        return select("site_id = ? AND id = ?", site, id).stream().findFirst();
    }

    /** The newest of a site, or of one of its webhooks. */
    List<Replay> list(String site, @Nullable String webhook) {
        return webhook == null
                ? select("site_id = ? ORDER BY created_at DESC, id DESC LIMIT " + LISTED, site)
                : select(
                        "site_id = ? AND webhook_id = ? ORDER BY created_at DESC, id DESC LIMIT " + LISTED,
                        site,
                        webhook);
    }

    /** All that are to go on. */
    List<Replay> running() {
        return select("state = 'running' ORDER BY created_at");
    }

    private List<Replay> select(String where, String... parameters) {
        return database.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM replays WHERE " + where)) {
                for (int i = 0; i < parameters.length; i++) {
                    query.setString(i + 1, parameters[i]);
                }
                ResultSet rows = query.executeQuery();
                List<Replay> replays = new ArrayList<>();
                while (rows.next()) {
                    replays.add(read(rows));
                }
                return replays;
            }
        });
    }

    private static Replay read(ResultSet row) throws SQLException {
        java.sql.Array ids = row.getArray("delivery_ids");
        return new Replay(
                row.getString("id"),
                row.getString("site_id"),
                new Replay.Wanted(
                        row.getString("webhook_id"),
                        Replay.Which.find(row.getString("which")).orElseThrow(),
                        Times.read(row, "since"),
                        Times.read(row, "until"),
                        Times.readOrNull(row, "held_since"),
                        row.getString("error_class"),
                        ids == null ? Set.of() : Set.copyOf(Arrays.asList((UUID[]) ids.getArray()))),
                row.getInt("per_second"),
                Replay.State.of(row.getString("state")),
                row.getString("note"),
                row.getObject("expected", Long.class),
                row.getLong("sent"),
                row.getDouble("progress"),
                Times.read(row, "created_at"),
                Times.readOrNull(row, "finished_at"));
    }

    /**
     * Moves one that is not over to another state.
     *
     * @param note why, for its owner; null where nobody need wonder
     * @return whether it was not over
     */
    boolean move(String id, Replay.State to, @Nullable String note) {
        Instant now = clock.instant();
        return database.transaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE replays SET state = ?, note = ?, finished_at = ? WHERE id = ? AND finished_at IS NULL")) {
                update.setString(1, to.toString());
                update.setString(2, note);
                update.setObject(3, to.isOver() ? Times.forSql(now) : null);
                update.setString(4, id);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Notes how far it has come. */
    void progress(String id, long sent, double progress) {
        int unused = database.transaction(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE replays SET sent = ?, progress = ? WHERE id = ?")) {
                update.setLong(1, sent);
                update.setDouble(2, progress);
                update.setString(3, id);
                return update.executeUpdate();
            }
        });
    }
}
