package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition of the attempts topic is written and judged: the table {@code log_positions}, within the caller's
 * transaction. A place moves only from where its writer believes it to be, so that a writer that was replaced, or whose
 * log is being made anew, writes nothing.
 */
final class LogPlaces {
    private static final String BEGIN = """
            INSERT INTO log_positions AS p (partition, written_to) SELECT * FROM unnest(?::int[], ?::bigint[])
            ON CONFLICT (partition) DO UPDATE SET written_to = excluded.written_to WHERE p.written_to IS NULL
            """;
    private static final String ALL = "SELECT partition, written_to FROM log_positions";
    /** In one order everywhere, so that two writers cannot wait for each other. */
    private static final String LOCK = """
            SELECT partition, written_to, judged_to FROM log_positions WHERE partition = ANY (?) ORDER BY partition FOR UPDATE
            """;

    private static final String MOVE = """
            UPDATE log_positions p SET written_to = n.written_to, judged_to = n.judged_to
            FROM unnest(?::int[], ?::bigint[], ?::bigint[]) AS n(partition, written_to, judged_to)
            WHERE p.partition = n.partition
            """;

    private LogPlaces() {}

    /**
     * How far one partition has come.
     *
     * @param writtenTo null where it is to be read from the first record that the topic holds
     * @param judgedTo how far attempts were judged for what they say of their webhooks
     */
    record Place(@Nullable Long writtenTo, long judgedTo) {}

    /**
     * Up to where each of these is written.
     *
     * @param firstOffsets the first record that each holds: where one begins that was never written, or is to be anew
     */
    static Map<Integer, Long> begin(Connection connection, Map<Integer, Long> firstOffsets) throws SQLException {
        TreeMap<Integer, Long> ordered = new TreeMap<>(firstOffsets);
        try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            insert.setArray(1, connection.createArrayOf("int", ordered.keySet().toArray()));
            insert.setArray(
                    2, connection.createArrayOf("bigint", ordered.values().toArray()));
            insert.executeUpdate();
        }
        Map<Integer, Long> places = all(connection);
        places.keySet().retainAll(ordered.keySet());
        return places;
    }

    /** Up to where each partition is written; without those that are to be read from their first record. */
    static Map<Integer, Long> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            ResultSet rows = query.executeQuery();
            Map<Integer, Long> places = new TreeMap<>();
            while (rows.next()) {
                Long writtenTo = rows.getObject("written_to", Long.class);
                if (writtenTo != null) {
                    places.put(rows.getInt("partition"), writtenTo);
                }
            }
            return places;
        }
    }

    /** The places of these partitions; nobody else moves them until the transaction ends. */
    static Map<Integer, Place> lock(Connection connection, Collection<Integer> partitions) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setArray(1, connection.createArrayOf("int", partitions.toArray()));
            ResultSet rows = query.executeQuery();
            Map<Integer, Place> places = new TreeMap<>();
            while (rows.next()) {
                places.put(
                        rows.getInt("partition"),
                        new Place(rows.getObject("written_to", Long.class), rows.getLong("judged_to")));
            }
            return places;
        }
    }

    /** Whether these stand where their writer believes. */
    static boolean stand(Map<Integer, Place> places, Map<Integer, Long> believed, Collection<Integer> partitions) {
        return partitions.stream().allMatch(partition -> {
            Place place = places.get(partition);
            return place != null
                    && place.writtenTo() != null
                    && Objects.equals(place.writtenTo(), believed.get(partition));
        });
    }

    /** Moves places that are locked. What was judged once stays so. */
    static void move(Connection connection, Map<Integer, Place> to) throws SQLException {
        List<Map.Entry<Integer, Place>> ordered = List.copyOf(new TreeMap<>(to).entrySet());
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            ArrayColumns<Map.Entry<Integer, Place>> columns = new ArrayColumns<>(connection, update, ordered);
            columns.add("int", Map.Entry::getKey);
            columns.add("bigint", place -> place.getValue().writtenTo());
            columns.add("bigint", place -> place.getValue().judgedTo());
            update.executeUpdate();
        }
    }
}
