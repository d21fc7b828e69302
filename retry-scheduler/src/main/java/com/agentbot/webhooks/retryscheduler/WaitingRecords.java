package com.agentbot.webhooks.retryscheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What was received and is not forwarded yet, by partition and in the order of offsets, which within a tier is the order
 * of due times. Decides what is due and how long nothing will be. Does no I/O and knows no clock; used by one thread.
 */
final class WaitingRecords {
    /** What is due for longer is late: so much is promised. */
    private static final long LATE_MILLIS = 1_000;

    private final Map<TopicPartition, Queue> queues = new HashMap<>();
    /** Whose turn it is, across calls: so no partition waits for another's herd. */
    private final Deque<Queue> turns = new ArrayDeque<>();

    /** What is held of one partition, never empty. */
    private record Queue(TopicPartition partition, Deque<Waiting> records) {
        Waiting head() {
            return records.getFirst();
        }
    }

    /** Whether one more may be let go. */
    interface Permits {
        /**
         * Takes a permit; false when there is none.
         *
         * @param late whether it is for one that should have gone a while ago
         */
        boolean take(boolean late);
    }

    /**
     * What is held of a partition.
     *
     * @param firstOffset of the first one held
     * @param nextOffset the one after the last
     * @param due how many of them are due, counted from the first
     * @param oldestDueMillis for how long the first has been due; 0 when it is not, or does not say
     */
    record Held(long firstOffset, long nextOffset, int count, int due, long oldestDueMillis) {}

    /** Puts records, one or more in the order of offsets, behind those of their partition. */
    void add(TopicPartition partition, List<Waiting> records) {
        Queue queue = queues.get(partition);
        if (queue == null) {
            queue = new Queue(partition, new ArrayDeque<>(records.size()));
            queues.put(partition, queue);
            turns.addLast(queue);
        }
        queue.records().addAll(records);
    }

    /**
     * Takes out what is due, from each partition in turn; within a partition never out of the order of offsets.
     *
     * @param most how many at most
     * @param permits one is taken for each
     */
    List<Waiting> takeDue(long nowMillis, int most, Permits permits) {
        List<Waiting> due = new ArrayList<>();
        int passedOver = 0;
        while (due.size() < most && passedOver < turns.size()) {
            Queue queue = turns.removeFirst();
            if (mayGo(queue.head(), nowMillis, permits)) {
                due.add(queue.records().removeFirst());
                passedOver = 0;
            } else {
                passedOver++;
            }
            if (queue.records().isEmpty()) {
                queues.remove(queue.partition());
            } else {
                turns.addLast(queue);
            }
        }
        return due;
    }

    private static boolean mayGo(Waiting head, long nowMillis, Permits permits) {
        return head.dueAtMillis() <= nowMillis && permits.take(isLate(head, nowMillis));
    }

    private static boolean isLate(Waiting waiting, long nowMillis) {
        return switch (waiting) {
            case Waiting.Timed timed -> nowMillis - timed.dueAtMillis() > LATE_MILLIS;
            // It goes to the dead letters, where nobody waits behind it.
            case Waiting.Unreadable unused -> false;
        };
    }

    /** Whether one is held that should have gone a while ago. */
    boolean hasLate(long nowMillis) {
        return turns.stream().anyMatch(queue -> isLate(queue.head(), nowMillis));
    }

    /** When the next one is due, in milliseconds of the Unix epoch; empty when none waits. */
    OptionalLong nextDueAtMillis() {
        return turns.stream().mapToLong(queue -> queue.head().dueAtMillis()).min();
    }

    /** The partitions of which so many or more are held. Of these no more need be received yet: it is due later still. */
    Set<TopicPartition> holding(int number) {
        return turns.stream()
                .filter(queue -> queue.records().size() >= number)
                .map(Queue::partition)
                .collect(Collectors.toSet());
    }

    /** What is held of a partition; null when nothing is. */
    @Nullable
    Held held(TopicPartition partition, long nowMillis) {
        Queue queue = queues.get(partition);
        if (queue == null) {
            return null;
        }
        long oldest = queue.head() instanceof Waiting.Timed timed ? nowMillis - timed.dueAtMillis() : 0;
        long due = queue.records().stream()
                .takeWhile(waiting -> waiting.dueAtMillis() <= nowMillis)
                .count();
        return new Held(
                queue.head().record().offset(),
                queue.records().getLast().record().offset() + 1,
                queue.records().size(),
                (int) due,
                Math.max(0, oldest));
    }

    /** Forgets what is held of these partitions: others will forward it, or it will be received again. */
    void forget(Collection<TopicPartition> partitions) {
        queues.keySet().removeAll(Set.copyOf(partitions));
        turns.removeIf(queue -> partitions.contains(queue.partition()));
    }

    /** Forgets all. */
    void forgetAll() {
        queues.clear();
        turns.clear();
    }
}
