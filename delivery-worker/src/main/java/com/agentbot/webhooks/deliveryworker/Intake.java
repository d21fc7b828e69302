package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane's end of the consumer group: the partitions that are ours, what was received of each, and how far each is
 * finished. Used by one thread.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Bounds bounds;
    private final Map<TopicPartition, PartitionWindow> windows = new HashMap<>();
    private long bytes;
    private boolean receiving = true;

    /**
     * How much may be received and not finished.
     *
     * @param records of one partition
     * @param bytes of all partitions of the lane together
     * @param metadataChars how long a commit's metadata may be: the broker's {@code offset.metadata.max.bytes}
     */
    record Bounds(int records, long bytes, int metadataChars) {}

    /** What a poll brought. */
    sealed interface Received {
        record Sendable(Work work) implements Received {}

        record Unreadable(PartitionWindow.Slot slot, ConsumerRecord<byte[], byte[]> record, String error)
                implements Received {}
    }

    Intake(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic, Bounds bounds) {
        this.consumer = consumer;
        this.topic = topic;
        this.bounds = bounds;
    }

    /**
     * Joins the group.
     *
     * @param lettingGo is told of partitions that are about to go to somebody else, while they are still ours; what it
     *     has not committed when it returns is void
     */
    void open(Consumer<Collection<PartitionWindow>> lettingGo) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                take(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                lettingGo.accept(partitions.stream().map(windows::get).toList());
                forget(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                LOG.warn("{}: partitions {} were lost; what is in flight of them is void", topic, numbers(partitions));
                forget(partitions);
            }
        });
    }

    private void take(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        committed(Set.copyOf(partitions)).forEach((partition, place) -> {
            FinishedOffsets finished = finishedAbove(partition, place);
            windows.put(partition, new PartitionWindow(place.offset(), finished));
        });
        LOG.info("{}: took partitions {}, has {}", topic, numbers(partitions), windows.size());
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionWindow window = windows.remove(partition);
            if (window != null) {
                window.close();
            }
        }
    }

    private static FinishedOffsets finishedAbove(TopicPartition partition, OffsetAndMetadata place) {
        try {
            return FinishedOffsets.decode(place.offset(), place.metadata());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "{}: what was finished above offset {} is not known, and sent again: {}",
                    partition,
                    place.offset(),
                    e.getMessage());
            return FinishedOffsets.NONE;
        }
    }

    /** Waits as long as no broker answers: without its place a partition cannot be worked on. */
    private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        while (true) {
            try {
                Map<TopicPartition, OffsetAndMetadata> places = consumer.committed(partitions);
                for (TopicPartition partition : partitions) {
                    if (places.get(partition) == null) {
                        throw new IllegalStateException("group " + group().groupId() + " has no place in " + partition
                                + ": it was renamed, or its offsets expired. Set one before starting it; a guess"
                                + " would lose deliveries or repeat them.");
                    }
                }
                return places;
            } catch (TimeoutException e) {
                LOG.warn("{}: the group's places cannot be read yet: {}", topic, e.getMessage());
            }
        }
    }

    /** What has arrived, at most {@code max.poll.records} and after at most {@code patience}. */
    List<Received> receive(Duration patience) {
        List<Received> received = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            PartitionWindow window = windows.get(new TopicPartition(record.topic(), record.partition()));
            if (window == null) {
                throw new IllegalStateException("a record of partition " + record.partition() + ", which is not ours");
            }
            PartitionWindow.Slot slot = window.receive(record.offset(), size(record));
            if (window.finishedBefore(record.offset())) {
                slot.finish();
            } else {
                received.add(read(slot, record));
            }
        }
        return received;
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    private Received read(PartitionWindow.Slot slot, ConsumerRecord<byte[], byte[]> record) {
        try {
            Delivery delivery = DeliveryHeaders.read(record.headers());
            if (record.value() == null) {
                return new Received.Unreadable(slot, record, "the record has no value");
            }
            return new Received.Sendable(new Work(slot, record, delivery, System.nanoTime()));
        } catch (UnreadableRecord e) {
            return new Received.Unreadable(slot, record, String.valueOf(e.getMessage()));
        }
    }

    /** Pauses partitions that have too much unfinished, and goes on with those that have enough room again. */
    void holdBackWhenFull() {
        bytes = windows.values().stream().mapToLong(PartitionWindow::bytes).sum();
        Set<TopicPartition> paused = consumer.paused();
        windows.forEach((partition, window) -> {
            boolean isPaused = paused.contains(partition);
            boolean full = isCrowded(window) || window.size() >= bounds.records() || bytes >= bounds.bytes();
            boolean roomy = !isCrowded(window) && window.size() <= bounds.records() / 2 && bytes <= bounds.bytes() / 2;
            if (!isPaused && (full || !receiving)) {
                consumer.pause(Set.of(partition));
            } else if (isPaused && roomy && receiving) {
                consumer.resume(Set.of(partition));
            }
        });
    }

    /** Whether a partition is close to being held back. */
    boolean isPressed(PartitionWindow window) {
        return window.metadataChars() > bounds.metadataChars() / 2
                || window.size() > bounds.records() / 2
                || bytes > bounds.bytes() * 3 / 4;
    }

    private boolean isCrowded(PartitionWindow window) {
        return window.metadataChars() > bounds.metadataChars() * 3 / 4;
    }

    /** Receives nothing more; {@link #receive} only keeps the membership alive from now on. */
    void stopReceiving() {
        receiving = false;
        holdBackWhenFull();
    }

    /** Whether anything was finished that no commit has taken up. */
    boolean changed() {
        return windows.values().stream().anyMatch(PartitionWindow::changed);
    }

    int inFlight() {
        return windows.values().stream().mapToInt(PartitionWindow::inFlight).sum();
    }

    /** How many records are held of all partitions. */
    int size() {
        return windows.values().stream().mapToInt(PartitionWindow::size).sum();
    }

    int partitions() {
        return windows.size();
    }

    /** What to commit, with {@link #group}, for the partitions in which something was finished. */
    Map<TopicPartition, OffsetAndMetadata> progress() {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        windows.forEach((partition, window) -> {
            if (window.changed()) {
                PartitionWindow.Progress progress = window.progress(consumer.position(partition));
                String metadata = progress.finishedAbove().encode(progress.position(), bounds.metadataChars());
                window.metadataChars(metadata.length());
                places.put(partition, new OffsetAndMetadata(progress.position(), metadata));
            }
        });
        return places;
    }

    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    /** A commit has taken up the last {@link #progress}. */
    void takenUp() {
        windows.values().forEach(PartitionWindow::takenUp);
    }

    /** The commit that had taken it up has failed: all of it is for the next one. */
    void notCommitted() {
        windows.values().forEach(PartitionWindow::notCommitted);
    }

    /** Which of these are committed already, as the broker has it. */
    List<Ending> alreadyCommitted(List<Ending> endings) {
        if (windows.isEmpty()) {
            return List.of();
        }
        Map<PartitionWindow, Committed> byWindow = new HashMap<>();
        committed(Set.copyOf(windows.keySet()))
                .forEach((partition, place) -> byWindow.put(
                        windows.get(partition), new Committed(place.offset(), finishedAbove(partition, place))));
        return endings.stream()
                .filter(ending -> {
                    Committed committed = byWindow.get(ending.slot().window());
                    return committed != null && committed.covers(ending.slot().offset());
                })
                .toList();
    }

    private record Committed(long position, FinishedOffsets finished) {
        boolean covers(long offset) {
            return offset < position || finished.contains(offset);
        }
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }

    /** Makes a {@link #receive} that waits return at once; from any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** Leaves the group. */
    @Override
    public void close() {
        consumer.close();
    }
}
