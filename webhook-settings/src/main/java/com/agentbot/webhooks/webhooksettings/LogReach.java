package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Tells whether the delivery log holds every attempt from before a certain time. Used by one thread. */
final class LogReach {
    /** So long after an attempt was decided its record may still be on its way to the topic. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(500);

    private final Database database;
    private final KafkaClients kafka;
    private final Clock clock;
    private final Instant time;
    /** Where the topic ended at that time, or soon after; null as long as that is to come. */
    private @Nullable Map<TopicPartition, Long> ends;

    LogReach(Database database, KafkaClients kafka, Clock clock, Instant time) {
        this.database = database;
        this.kafka = kafka;
        this.clock = clock;
        this.time = time;
    }

    /** Whether it holds them; once true, always. */
    boolean isThere() {
        if (clock.instant().isBefore(time.plus(ON_THE_WAY))) {
            return false;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.bodyConsumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.ATTEMPTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> wanted = ends == null ? consumer.endOffsets(partitions) : ends;
            ends = wanted;
            return !holdsMore(consumer, consumer.beginningOffsets(partitions), logged(), wanted);
        }
    }

    /** Whether records lie between what is logged and what is wanted; marks of transactions do not count. */
    private static boolean holdsMore(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> firsts,
            Map<Integer, Long> logged,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        firsts.forEach((partition, first) -> {
            long place = Math.max(first, logged.getOrDefault(partition.partition(), first));
            if (place < ends.getOrDefault(partition, 0L)) {
                behind.put(partition, place);
            }
        });
        consumer.assign(behind.keySet());
        behind.forEach(consumer::seek);
        while (!behind.keySet().stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            boolean found = behind.keySet().stream()
                    .flatMap(partition -> records.records(partition).stream())
                    .anyMatch(record -> record.offset()
                            < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L));
            if (found || records.nextOffsets().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Map<Integer, Long> logged() {
        return database.transaction(LogPlaces::all);
    }
}
