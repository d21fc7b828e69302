package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The delivery log in PostgreSQL, as its writer sees it. The rows and the place up to which they go are written in one
 * transaction; an attempt that is there already is not counted again, and an earlier attempt does not undo what a later
 * one has said. In the same transaction it is counted by the hour and judged what the attempts say of their webhooks.
 */
final class PostgresDeliveryLog {
    private static final String UNREADABLE = """
            INSERT INTO unreadable_attempts (source_partition, source_offset, key, value, reason)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Database database;
    private final LogPartitions partitions;
    private final WebhookHours hours;
    private final HealthWatch health;
    private final Publication publication;

    /** What became of a batch. */
    private enum Written {
        /** Nothing: somebody else writes one of its partitions now, or the log is being made anew. */
        ELSEWHERE,
        YES,
        /** And something about webhooks is to be published. */
        WITH_NEWS
    }

    PostgresDeliveryLog(
            Database database,
            LogPartitions partitions,
            WebhookHours hours,
            HealthWatch health,
            Publication publication) {
        this.database = database;
        this.partitions = partitions;
        this.hours = hours;
        this.health = health;
        this.publication = publication;
    }

    /**
     * Up to where each partition of the topic has been written.
     *
     * @param firstOffsets the first record that each partition holds: where one begins that was never written
     */
    Map<Integer, Long> places(Map<Integer, Long> firstOffsets) {
        return database.transaction(connection -> LogPlaces.begin(connection, firstOffsets));
    }

    /** Whether the log stands elsewhere than its writer believes. */
    boolean hasMoved(Map<Integer, Long> believed) {
        Map<Integer, Long> places = database.transaction(LogPlaces::all);
        return !places.entrySet().containsAll(believed.entrySet());
    }

    /**
     * Writes a batch, all of it or nothing.
     *
     * @param entries in the order of their offsets
     * @param from where the writer believes each partition of the batch to stand
     * @param to where each will stand after it
     * @return false when one stands elsewhere, because somebody else writes it now; nothing is written then
     */
    boolean write(List<LogEntry> entries, Map<Integer, Long> from, Map<Integer, Long> to) {
        List<LogEntry.OfAttempt> readable = new ArrayList<>();
        List<LogEntry.Unreadable> unreadable = new ArrayList<>();
        for (LogEntry entry : entries) {
            switch (entry) {
                case LogEntry.OfAttempt attempt -> readable.add(attempt);
                case LogEntry.Unreadable other -> unreadable.add(other);
            }
        }
        partitions.ensure(readable.stream()
                .map(entry -> LogPartitions.day(entry.attempt().createdAtMillis()))
                .collect(Collectors.toSet()));
        Written written = database.transaction(connection -> {
            commitsNeedNotLast(connection, true);
            // First of all: whoever comes second waits here, and then finds that the place has moved.
            Map<Integer, LogPlaces.Place> places = LogPlaces.lock(connection, to.keySet());
            if (!LogPlaces.stand(places, from, to.keySet())) {
                connection.rollback();
                return Written.ELSEWHERE;
            }
            Map<Integer, Long> judgedTo = judgedTo(places, entries);
            LogPlaces.move(connection, moved(to, judgedTo));
            keepAside(connection, unreadable);
            List<LogEntry.OfAttempt> fresh = insert(connection, readable);
            boolean news = health.take(connection, unjudged(fresh, judgedTo));
            if (news) {
                commitsNeedNotLast(connection, false);
            }
            return news ? Written.WITH_NEWS : Written.YES;
        });
        if (written == Written.WITH_NEWS) {
            publication.changed();
        }
        return written != Written.ELSEWHERE;
    }

    /**
     * Whether the commit may be lost when the database's machine falls. With the rows the place is lost, so that they are
     * read again; only what others are told of has to last.
     */
    private static void commitsNeedNotLast(Connection connection, boolean so) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("SET LOCAL synchronous_commit TO " + (so ? "off" : "on"));
        }
    }

    /** How far each partition was judged before; not at all where the topic has begun anew since. */
    private static Map<Integer, Long> judgedTo(Map<Integer, LogPlaces.Place> places, List<LogEntry> entries) {
        Map<Integer, Long> judgedTo = new HashMap<>();
        places.forEach((partition, place) -> judgedTo.put(partition, place.judgedTo()));
        for (LogEntry entry : entries) {
            int partition = entry.record().partition();
            LogPlaces.Place place = places.get(partition);
            if (place != null && place.writtenTo() != null && entry.record().offset() < place.writtenTo()) {
                judgedTo.put(partition, 0L);
            }
        }
        return judgedTo;
    }

    private static Map<Integer, LogPlaces.Place> moved(Map<Integer, Long> to, Map<Integer, Long> judgedTo) {
        Map<Integer, LogPlaces.Place> moved = new HashMap<>();
        to.forEach((partition, next) ->
                moved.put(partition, new LogPlaces.Place(next, Math.max(next, judgedTo.getOrDefault(partition, 0L)))));
        return moved;
    }

    private static void keepAside(Connection connection, List<LogEntry.Unreadable> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(UNREADABLE)) {
            for (LogEntry.Unreadable entry : entries) {
                insert.setInt(1, entry.record().partition());
                insert.setLong(2, entry.record().offset());
                insert.setBytes(3, entry.record().key());
                insert.setBytes(4, entry.record().value());
                insert.setString(5, StorableText.of(entry.reason()));
                insert.executeUpdate();
            }
        }
    }

    /** Returns those that were not there before. */
    private List<LogEntry.OfAttempt> insert(Connection connection, List<LogEntry.OfAttempt> entries)
            throws SQLException {
        Set<LogRow.Key> keys = new HashSet<>();
        entries.forEach(entry -> keys.add(LogRow.Key.of(entry.attempt())));
        LogBatch batch = new LogBatch(DeliveryRows.lock(connection, keys));
        entries.forEach(batch::add);
        DeliveryRows.add(connection, batch.begun());
        DeliveryRows.change(connection, batch.changed());
        hours.count(connection, attempts(batch.fresh()));
        return batch.fresh();
    }

    private static List<Attempt> attempts(List<LogEntry.OfAttempt> entries) {
        return entries.stream().map(LogEntry.OfAttempt::attempt).toList();
    }

    private static List<Attempt> unjudged(List<LogEntry.OfAttempt> fresh, Map<Integer, Long> judgedTo) {
        return attempts(fresh.stream()
                .filter(entry -> entry.record().offset()
                        >= judgedTo.getOrDefault(entry.record().partition(), 0L))
                .toList());
    }
}
