package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each consumer group's first place in the topics that it reads: set where that is no guess, else left alone. */
final class FirstPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(FirstPlaces.class);
    /** Longer than the session of a member that was killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Admin admin;
    private final Map<String, List<String>> readers;

    FirstPlaces(Admin admin, RetryTiers tiers) {
        this.admin = admin;
        this.readers = new TreeMap<>(ConsumerGroups.readers(tiers));
    }

    /** The topics that any group reads. */
    Set<String> readTopics() {
        Set<String> topics = new TreeSet<>();
        readers.values().forEach(topics::addAll);
        return topics;
    }

    /** Sets offset 0 for each group in each partition where it has no place and none can have been passed over. */
    void give(Set<String> unplacedTopics) throws ExecutionException, InterruptedException, StartFailure {
        Map<String, TopicDescription> topics =
                admin.describeTopics(readTopics()).allTopicNames().get();
        for (Map.Entry<String, List<String>> reader : readers.entrySet()) {
            List<TopicPartition> missing = new ArrayList<>();
            reader.getValue().forEach(topic -> missing.addAll(partitions(topics, topic)));
            missing.removeAll(placesOf(reader.getKey()));
            give(reader.getKey(), missing, unplacedTopics);
        }
    }

    private void give(String group, List<TopicPartition> missing, Set<String> unplacedTopics)
            throws ExecutionException, InterruptedException, StartFailure {
        if (missing.isEmpty()) {
            return;
        }
        Set<TopicPartition> untouched = neverWritten(missing);
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        for (TopicPartition partition : missing) {
            if (unplacedTopics.contains(partition.topic()) || untouched.contains(partition)) {
                first.put(partition, new OffsetAndMetadata(0));
            } else {
                LOG.error(
                        "group {} has lost its place in {}, which holds records. It will not guess: set the place with"
                                + " kafka-consumer-groups --reset-offsets",
                        group,
                        partition);
            }
        }
        if (!first.isEmpty()) {
            set(group, first);
        }
    }

    private static List<TopicPartition> partitions(Map<String, TopicDescription> topics, String topic) {
        TopicDescription description = topics.get(topic);
        return description == null
                ? List.of()
                : description.partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
    }

    private Set<TopicPartition> placesOf(String group) throws ExecutionException, InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> places = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            places.values().removeIf(place -> place == null);
            return places.keySet();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Set.of();
            }
            throw e;
        }
    }

    private Set<TopicPartition> neverWritten(List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        Set<TopicPartition> empty = new HashSet<>();
        admin.listOffsets(ends).all().get().forEach((partition, end) -> {
            if (end.offset() == 0) {
                empty.add(partition);
            }
        });
        return empty;
    }

    /** The broker takes places from outside only for a group without members; those of a killed run must first expire. */
    private void set(String group, Map<TopicPartition, OffsetAndMetadata> places)
            throws ExecutionException, InterruptedException, StartFailure {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        for (boolean told = false; ; told = true) {
            try {
                admin.alterConsumerGroupOffsets(group, places).all().get();
                return;
            } catch (ExecutionException e) {
                if (!hasMembers(e.getCause())) {
                    throw e;
                }
                if (System.nanoTime() > giveUpAt) {
                    throw new StartFailure(
                            "Group " + group + " needs a place in new partitions, and the cluster takes it only while"
                                    + " nobody is in the group. Stop its members, then start again.",
                            e);
                }
            }
            if (!told) {
                LOG.info("waiting for the members of group {} that a killed run has left", group);
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean hasMembers(@Nullable Throwable failure) {
        return failure instanceof UnknownMemberIdException || failure instanceof GroupNotEmptyException;
    }
}
