package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read from the attempts topic and is not written yet, and how far each partition is written. Used by one
 * thread.
 */
final class AttemptBacklog {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptBacklog.class);

    private final PostgresDeliveryLog log;
    private final List<LogEntry> entries = new ArrayList<>();
    private final Map<Integer, Long> places = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    /** How much was written. */
    record Written(int attempts, int unreadable) {}

    AttemptBacklog(PostgresDeliveryLog log) {
        this.log = log;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The partitions of ours whose place is known. */
    Set<TopicPartition> placed() {
        return places.keySet().stream()
                .map(partition -> new TopicPartition(Topics.ATTEMPTS, partition))
                .collect(Collectors.toSet());
    }

    /** The partitions of ours whose place is not known. */
    Set<TopicPartition> unplaced() {
        return unplaced;
    }

    /** Ours, but from where to read on has to be found out anew. */
    void unplace(Collection<TopicPartition> partitions) {
        forget(partitions);
        unplaced.addAll(partitions);
    }

    /** No longer ours: what was read of them is void. */
    void forget(Collection<TopicPartition> partitions) {
        unplaced.removeAll(partitions);
        Set<Integer> numbers =
                partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        places.keySet().removeAll(numbers);
        entries.removeIf(entry -> numbers.contains(entry.record().partition()));
    }

    /**
     * Finds the place of each partition that has none.
     *
     * @return from where to read each
     */
    Map<TopicPartition, Long> place(Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
        Map<Integer, Long> firstOffsets = new HashMap<>();
        first.forEach((partition, offset) -> firstOffsets.put(partition.partition(), offset));
        Map<Integer, Long> found = log.places(firstOffsets);
        Map<TopicPartition, Long> from = new HashMap<>();
        first.forEach((partition, offset) -> {
            long place = found.getOrDefault(partition.partition(), offset);
            if (place < offset || place > end.getOrDefault(partition, Long.MAX_VALUE)) {
                LOG.error(
                        "The delivery log stands at {} of {}, where the topic holds nothing: it goes on from the "
                                + "topic's first record, {}. What lay between is missing from the log.",
                        place,
                        partition,
                        offset);
                from.put(partition, offset);
            } else {
                from.put(partition, place);
            }
        });
        places.putAll(found);
        unplaced.removeAll(first.keySet());
        return from;
    }

    void add(List<LogEntry> more) {
        entries.addAll(more);
    }

    /**
     * Writes all of it. What the database refuses is cut down to the one entry at fault, and that is kept aside.
     *
     * @throws DatabaseFailure.Unavailable when the database is away; what is not written is still here
     */
    Written write() {
        int attempts = 0;
        int unreadable = 0;
        int size = entries.size();
        while (!entries.isEmpty()) {
            List<LogEntry> some = entries.subList(0, Math.min(size, entries.size()));
            try {
                if (!log.write(some, places, ends(some))) {
                    moved();
                    break;
                }
                int aside = (int) some.stream()
                        .filter(LogEntry.Unreadable.class::isInstance)
                        .count();
                unreadable += aside;
                attempts += some.size() - aside;
                places.putAll(ends(some));
                some.clear();
            } catch (DatabaseFailure.Refused e) {
                keepAside(some, e);
                size = Math.max(1, size / 2);
            }
        }
        return new Written(attempts, unreadable);
    }

    /**
     * Finds out whether the log stands elsewhere by now; then the places are to be found anew. To be asked where nothing
     * waits to be written.
     *
     * @throws DatabaseFailure.Unavailable when the database is away
     */
    void checkPlaces() {
        if (!places.isEmpty() && log.hasMoved(places)) {
            moved();
        }
    }

    private void moved() {
        LOG.warn("The delivery log was written by another instance or emptied meanwhile; reading its place again");
        unplace(placed());
    }

    /** Where each partition stands after these entries. */
    private static Map<Integer, Long> ends(List<LogEntry> some) {
        Map<Integer, Long> ends = new HashMap<>();
        some.forEach(
                entry -> ends.merge(entry.record().partition(), entry.record().offset() + 1, Math::max));
        return ends;
    }

    private static void keepAside(List<LogEntry> some, DatabaseFailure.Refused e) {
        if (some.size() > 1) {
            return;
        }
        switch (some.getFirst()) {
            case LogEntry.OfAttempt entry ->
                some.set(0, new LogEntry.Unreadable(entry.record(), String.valueOf(e.getMessage())));
            case LogEntry.Unreadable entry -> throw e;
        }
    }
}
