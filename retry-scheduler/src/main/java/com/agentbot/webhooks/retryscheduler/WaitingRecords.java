package com.agentbot.webhooks.retryscheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What was received and is not forwarded yet, by partition and in the order of offsets, which within a tier is the order
 * of due times. Decides what is due and how long nothing will be. Does no I/O and knows no clock; used by one thread.
 */
final class WaitingRecords {
    private final Map<TopicPartition, Deque<Waiting>> queues = new HashMap<>();

    /** Puts the record behind those of its partition. */
    void add(Waiting waiting) {
        queues.computeIfAbsent(partition(waiting), partition -> new ArrayDeque<>())
                .addLast(waiting);
    }

    /**
     * Takes out what is due, the longest overdue first; within a partition never out of the order of offsets.
     *
     * @param most how many at most
     */
    List<Waiting> takeDue(long nowMillis, int most) {
        PriorityQueue<Deque<Waiting>> byHead = new PriorityQueue<>(Comparator.comparingLong(WaitingRecords::headDueAt));
        queues.values().stream().filter(queue -> headDueAt(queue) <= nowMillis).forEach(byHead::add);
        List<Waiting> due = new ArrayList<>();
        while (due.size() < most && !byHead.isEmpty()) {
            Deque<Waiting> queue = byHead.remove();
            due.add(queue.removeFirst());
            if (!queue.isEmpty() && headDueAt(queue) <= nowMillis) {
                byHead.add(queue);
            }
        }
        queues.values().removeIf(Deque::isEmpty);
        return due;
    }

    /** When the next one is due, in milliseconds of the Unix epoch; empty when none waits. */
    OptionalLong nextDueAtMillis() {
        return queues.values().stream().mapToLong(WaitingRecords::headDueAt).min();
    }

    /** The partitions of which something is held. Of these no more need be received: it would be due later still. */
    Set<TopicPartition> partitions() {
        return Set.copyOf(queues.keySet());
    }

    /** The offset of the first record held of a partition; empty when none is. */
    OptionalLong firstOffset(TopicPartition partition) {
        Deque<Waiting> queue = queues.get(partition);
        return queue == null
                ? OptionalLong.empty()
                : OptionalLong.of(queue.getFirst().record().offset());
    }

    /** Forgets what is held of these partitions: others will forward it, or it will be received again. */
    void forget(Collection<TopicPartition> partitions) {
        queues.keySet().removeAll(partitions);
    }

    /** Forgets all. */
    void forgetAll() {
        queues.clear();
    }

    /** Those held whose time has come, in no order. */
    List<Waiting> overdue(long nowMillis) {
        return queues.values().stream()
                .flatMap(queue -> queue.stream().takeWhile(waiting -> waiting.dueAtMillis() <= nowMillis))
                .toList();
    }

    private static long headDueAt(Deque<Waiting> queue) {
        return queue.getFirst().dueAtMillis();
    }

    private static TopicPartition partition(Waiting waiting) {
        return new TopicPartition(waiting.record().topic(), waiting.record().partition());
    }
}
