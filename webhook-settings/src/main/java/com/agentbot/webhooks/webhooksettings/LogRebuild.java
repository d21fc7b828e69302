package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Empties the delivery log, so that whoever writes it makes it anew from the attempts topic. Used by one thread. */
final class LogRebuild {
    private static final Duration DAY = Duration.ofDays(1);

    private final Database database;
    private final KafkaClients kafka;
    private final Duration retention;
    private final Clock clock;

    LogRebuild(Database database, KafkaClients kafka, Duration retention, Clock clock) {
        this.database = database;
        this.kafka = kafka;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * What the topic holds.
     *
     * @param first the first record of each partition
     * @param end where each ends
     * @param completeSince from when on it holds every attempt; null where nothing of it was ever deleted
     */
    record Held(
            Map<Integer, Long> first,
            Map<Integer, Long> end,
            @Nullable Instant completeSince) {
        /** How many records there are, marks of transactions included. */
        long records() {
            return end.values().stream().mapToLong(Long::longValue).sum()
                    - first.values().stream().mapToLong(Long::longValue).sum();
        }

        /** How many of them lie before these places. */
        long before(Map<Integer, Long> places) {
            return first.entrySet().stream()
                    .mapToLong(each -> Math.max(0, places.getOrDefault(each.getKey(), 0L) - each.getValue()))
                    .sum();
        }
    }

    /** What the log holds and the topic does not: so many days, the last one perhaps in part. */
    record Loss(Instant from, Instant until) {
        long days() {
            return Duration.between(from, until).plus(DAY).minusNanos(1).toDays();
        }
    }

    Held held() {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.bodyConsumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.ATTEMPTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            return new Held(byNumber(first), byNumber(consumer.endOffsets(partitions)), completeSince(consumer, first));
        }
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new TreeMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    private @Nullable Instant completeSince(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> first) {
        Map<TopicPartition, Long> shortened = first.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, unused -> 0L));
        Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(shortened);
        return shortened.keySet().stream()
                .map(partition -> Optional.ofNullable(begins.get(partition))
                        .map(begin -> Instant.ofEpochMilli(begin.timestamp()))
                        .orElseGet(clock::instant))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** What would be lost of what the log is to keep; empty when nothing would be. */
    Optional<Loss> loss(Held held) {
        Instant until = held.completeSince();
        Instant kept = clock.instant().minus(retention);
        if (until == null || !kept.isBefore(until)) {
            return Optional.empty();
        }
        return database.transaction(connection -> {
            LocalDate last = LocalDate.ofInstant(until, ZoneOffset.UTC);
            // Day by day, so that each look reads one partition and ends with its first row.
            for (LocalDate day = LocalDate.ofInstant(kept, ZoneOffset.UTC); !day.isAfter(last); day = day.plusDays(1)) {
                Instant from = max(kept, day.atStartOfDay(ZoneOffset.UTC).toInstant());
                Instant to =
                        min(until, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
                if (holdsAny(connection, from, to)) {
                    return Optional.of(new Loss(from, until));
                }
            }
            return Optional.<Loss>empty();
        });
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static boolean holdsAny(Connection connection, Instant from, Instant to) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM deliveries WHERE created_at >= ? AND created_at < ?)")) {
            query.setObject(1, Times.forSql(from));
            query.setObject(2, Times.forSql(to));
            ResultSet row = query.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }

    /** The replays under way: while the log is made anew they would not know how deliveries stand. */
    long runningReplays() {
        return database.transaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM replays WHERE state = 'running'")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Empties the log, all of it or nothing; who writes it finds its place gone and begins with the first record. */
    void begin(Held held) {
        int unused = database.transaction(connection -> empty(connection, held.first()));
    }

    /**
     * The same within the caller's transaction. How far attempts were judged stays.
     *
     * @param first the first record that each partition of the topic holds
     * @return how many records had been kept aside that are read again, too
     */
    static int empty(Connection connection, Map<Integer, Long> first) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // In the order in which a writer takes its locks.
            statement.execute("SELECT FROM log_positions ORDER BY partition FOR UPDATE");
            statement.execute(
                    "UPDATE log_positions SET judged_to = greatest(judged_to, written_to), written_to = NULL");
            statement.execute("TRUNCATE deliveries, webhook_hours");
        }
        // Those that the topic still holds are judged again whether they can be read.
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM unreadable_attempts u"
                + " USING unnest(?::int[], ?::bigint[]) AS f(partition, first)"
                + " WHERE u.source_partition = f.partition AND u.source_offset >= f.first")) {
            ArrayColumns<Map.Entry<Integer, Long>> columns = new ArrayColumns<>(connection, delete, first.entrySet());
            columns.add("int", Map.Entry::getKey);
            columns.add("bigint", Map.Entry::getValue);
            return delete.executeUpdate();
        }
    }

    /** How many records are written again. */
    long written(Held held) {
        return held.before(database.transaction(LogPlaces::all));
    }

    /** Tells when all is written that is on the topic by now. */
    LogReach reach() {
        return new LogReach(database, kafka, clock, clock.instant());
    }
}
