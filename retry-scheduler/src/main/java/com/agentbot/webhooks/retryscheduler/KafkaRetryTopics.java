package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All retry topics, through one consumer. A partition is paused as long as enough records of it are held, so that what is
 * held stays within bounds however many wait on the broker, and the next are there before the last has gone. Used by one
 * thread.
 */
final class KafkaRetryTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRetryTopics.class);
    /** Bounds each question to the broker that is asked outside of a poll. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int enough;
    private final WaitingRecords waiting;
    private final InstantSource clock;
    private final Map<TopicPartition, Density> densities = new HashMap<>();

    /**
     * Joins the group; what is received goes to {@code waiting}, and what others take over is forgotten there.
     *
     * @param enough of a partition of which so many are held no more are received
     */
    KafkaRetryTopics(Map<String, Object> properties, int enough, WaitingRecords waiting, InstantSource clock) {
        this.enough = enough;
        this.waiting = waiting;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(Topics.RETRY, new Rebalance());
    }

    /** Receives what can be had within {@code wait}, of partitions of which not enough is held. */
    void receive(Duration wait) {
        holdBack();
        try {
            ConsumerRecords<byte[], byte[]> received = consumer.poll(wait);
            for (TopicPartition partition : received.partitions()) {
                add(partition, received.records(partition));
            }
        } catch (NoOffsetForPartitionException e) {
            beginNewIfAnswered(e.partitions());
        }
    }

    private void add(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        long latestMillis = Waiting.latestDueAtMillis(partition.topic(), clock.millis());
        waiting.add(
                partition,
                records.stream().map(record -> Waiting.of(record, latestMillis)).toList());
        densities
                .computeIfAbsent(partition, unused -> new Density())
                .read(records.getFirst().offset(), records.getLast().offset() + 1, records.size());
    }

    private void beginNewIfAnswered(Set<TopicPartition> partitions) {
        try {
            beginNew(partitions);
        } catch (RetriableException e) {
            // The next poll asks for the place again.
            LOG.debug("The places of {} are not known yet", partitions, e);
        }
    }

    private void holdBack() {
        Set<TopicPartition> held = waiting.holding(enough);
        Set<TopicPartition> drained = new HashSet<>(consumer.paused());
        drained.removeAll(held);
        consumer.resume(drained);
        consumer.pause(held);
    }

    /** Goes back to the committed places and forgets what is held: it will be received again. */
    void rewind() {
        Map<TopicPartition, OffsetAndMetadata> places = consumer.committed(consumer.assignment(), ANSWER_WITHIN);
        waiting.forgetAll();
        Set<TopicPartition> unplaced = new HashSet<>();
        places.forEach((partition, place) -> {
            if (place == null) {
                unplaced.add(partition);
            } else {
                consumer.seek(partition, place);
            }
        });
        if (!unplaced.isEmpty()) {
            beginNew(unplaced);
        }
    }

    /**
     * Partitions without a place of the group's own are read from their beginning if they are new. A group's places
     * expire all together, so if it has one anywhere, those without are newer than the group. If it has none, it has
     * been renamed or forgotten, and to guess would be to lose deliveries or to send them twice.
     */
    private void beginNew(Set<TopicPartition> partitions) {
        Set<TopicPartition> all = consumer.listTopics(ANSWER_WITHIN).entrySet().stream()
                .filter(topic -> Topics.RETRY.matcher(topic.getKey()).matches())
                .flatMap(topic -> topic.getValue().stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        boolean known = consumer.committed(all, ANSWER_WITHIN).values().stream().anyMatch(place -> place != null);
        if (!known) {
            throw new NoPlace(group().groupId(), new TreeSet<>(topics(partitions)));
        }
        LOG.info("New retry partitions are read from their beginning: {}", partitions);
        consumer.seekToBeginning(partitions);
    }

    private static Set<String> topics(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    /** The membership that a transaction is committed under; once others have taken over, the broker refuses it. */
    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    /** The partitions that are ours at present. */
    Set<TopicPartition> partitions() {
        return consumer.assignment();
    }

    /**
     * What is not forwarded yet, by partition that is ours; exact where all of it is at hand, else within what the marks
     * of transactions make of it.
     *
     * @param ends what the broker says of partitions; those of which it has said nothing are left out
     */
    Map<TopicPartition, Backlog> backlogs(Map<TopicPartition, PartitionEnds> ends, long nowMillis) {
        densities.keySet().retainAll(consumer.assignment());
        Map<TopicPartition, Backlog> backlogs = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            PartitionEnds known = ends.get(partition);
            WaitingRecords.Held held = waiting.held(partition, nowMillis);
            OptionalLong next = held == null ? position(partition) : OptionalLong.of(held.nextOffset());
            if (known != null && next.isPresent()) {
                Density density = densities.getOrDefault(partition, new Density());
                backlogs.put(partition, Backlog.of(held, next.getAsLong(), known, density::records));
            }
        }
        return backlogs;
    }

    private OptionalLong position(TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException | NoOffsetForPartitionException e) {
            return OptionalLong.empty(); // Not known yet: the next poll finds it.
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(ANSWER_WITHIN));
    }

    /** The group has no place in any retry topic. The process ends with it: a person has to say where to begin. */
    static final class NoPlace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoPlace(String group, Set<String> topics) {
            super("The consumer group " + group + " has no place in " + topics
                    + " nor in any other retry topic: it was never set up, or its places have expired."
                    + " Set its offsets before it is started again; it does not guess.");
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // A pause does not survive every rebalance.
            holdBack();
            if (!partitions.isEmpty()) {
                LOG.info(
                        "Takes over {}; has {} partitions",
                        partitions,
                        consumer.assignment().size());
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            waiting.forget(partitions);
            if (!partitions.isEmpty()) {
                LOG.info("Gives up {}", partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            waiting.forget(partitions);
            LOG.warn("Was silent for too long and has lost {}", partitions);
        }
    }
}
