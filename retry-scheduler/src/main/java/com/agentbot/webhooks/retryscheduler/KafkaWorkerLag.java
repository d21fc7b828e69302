package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many deliveries of one partition the workers are behind at most, as last heard. It waits for no answer. Used by one
 * thread; answers come on the client's.
 */
final class KafkaWorkerLag {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWorkerLag.class);
    private static final long ASKED_EVERY_NANOS = Duration.ofMillis(250).toNanos();
    /** What was heard longer ago says nothing of now. */
    private static final long KNOWN_FOR_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int ANSWER_WITHIN_MILLIS = 2_000;

    private final Admin admin;
    private long askedNanos = System.nanoTime() - ASKED_EVERY_NANOS;
    private volatile boolean asking;
    private volatile @Nullable Heard heard;
    private volatile boolean told;

    private record Heard(long lag, long atNanos) {}

    KafkaWorkerLag(Admin admin) {
        this.admin = admin;
    }

    /** Asks, unless it has just asked. */
    void ask(long nowNanos) {
        if (asking || nowNanos - askedNanos < ASKED_EVERY_NANOS) {
            return;
        }
        asking = true;
        askedNanos = nowNanos;
        var unused = admin.listConsumerGroupOffsets(
                        ConsumerGroups.DELIVERY_WORKER,
                        new ListConsumerGroupOffsetsOptions().timeoutMs(ANSWER_WITHIN_MILLIS))
                .partitionsToOffsetAndMetadata()
                .whenComplete((places, failure) -> {
                    if (places == null) {
                        failed(failure);
                    } else {
                        askEnds(onLiveLane(places));
                    }
                });
    }

    private static Map<TopicPartition, Long> onLiveLane(Map<TopicPartition, @Nullable OffsetAndMetadata> places) {
        Map<TopicPartition, Long> live = new HashMap<>();
        places.forEach((partition, place) -> {
            if (place != null && partition.topic().equals(Topics.DELIVERIES)) {
                live.put(partition, place.offset());
            }
        });
        return live;
    }

    private void askEnds(Map<TopicPartition, Long> places) {
        Map<TopicPartition, OffsetSpec> latest = places.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, unused -> OffsetSpec.latest()));
        var unused = admin.listOffsets(
                        latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(ANSWER_WITHIN_MILLIS))
                .all()
                .whenComplete((ends, failure) -> {
                    if (ends == null) {
                        failed(failure);
                    } else {
                        heard = new Heard(largest(ends, places), System.nanoTime());
                        asking = false;
                    }
                });
    }

    private static long largest(Map<TopicPartition, ListOffsetsResultInfo> ends, Map<TopicPartition, Long> places) {
        return ends.entrySet().stream()
                .mapToLong(end -> end.getValue().offset() - places.getOrDefault(end.getKey(), 0L))
                .max()
                .orElse(0);
    }

    private void failed(@Nullable Throwable failure) {
        asking = false;
        if (!told) {
            told = true;
            LOG.warn(
                    "How far workers are behind is not always known, and then holds nothing back: {}",
                    String.valueOf(failure));
        }
    }

    /** The largest lag of a partition; empty when none was heard lately. */
    OptionalLong known(long nowNanos) {
        Heard last = heard;
        return last == null || nowNanos - last.atNanos() > KNOWN_FOR_NANOS
                ? OptionalLong.empty()
                : OptionalLong.of(last.lag());
    }
}
