package com.agentbot.webhooks.retryscheduler;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions end, as last heard. It asks through connections of its own and waits for no answer: the consumer's
 * would have to wait behind its fetch, and all that is due with it. Used by one thread.
 */
final class KafkaEndOffsets implements AutoCloseable {
    private final Admin admin;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    KafkaEndOffsets(Map<String, Object> properties) {
        this.admin = Admin.create(properties);
    }

    /** Asks for the ends of these partitions; of others no more will be known. */
    void ask(Set<TopicPartition> partitions) {
        ends.keySet().retainAll(partitions);
        Map<TopicPartition, OffsetSpec> specs =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        ListOffsetsResult answers = admin.listOffsets(specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        for (TopicPartition partition : partitions) {
            // Without an answer the last end stands.
            var unused = answers.partitionResult(partition).whenComplete((answer, failure) -> {
                if (answer != null) {
                    ends.put(partition, answer.offset());
                }
            });
        }
    }

    /** The answers that have come so far. */
    Map<TopicPartition, Long> known() {
        return new HashMap<>(ends);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
