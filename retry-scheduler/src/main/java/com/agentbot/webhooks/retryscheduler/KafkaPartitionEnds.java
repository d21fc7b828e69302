package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Where retry partitions end, and where in them begins what is not due yet, as last heard. It asks through connections of
 * its own and waits for no answer: the consumer's would have to wait behind its fetch, and all that is due with it.
 *
 * <p>All of a tier waits equally long, counted from when the broker took it, so the broker can tell by its timestamps.
 * Used by one thread.
 */
final class KafkaPartitionEnds {
    private static final ListOffsetsOptions OPTIONS =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(5_000);

    private final Admin admin;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> firstNotDue = new ConcurrentHashMap<>();
    private KafkaFuture<?> asked = KafkaFuture.completedFuture(null);

    KafkaPartitionEnds(Admin admin) {
        this.admin = admin;
    }

    /** Asks for these partitions, unless the last answers are still to come; of others no more will be known. */
    void ask(Set<TopicPartition> partitions, long nowMillis) {
        if (!asked.isDone()) {
            return;
        }
        ends.keySet().retainAll(partitions);
        firstNotDue.keySet().retainAll(partitions);
        KafkaFuture<?> latest = ask(partitions, partition -> OffsetSpec.latest(), ends::put);
        KafkaFuture<?> due = ask(
                partitions,
                partition -> OffsetSpec.forTimestamp(firstNotDueMillis(partition.topic(), nowMillis)),
                // Without a record of that time or later there is no offset.
                (partition, offset) -> firstNotDue.put(partition, offset < 0 ? Long.MAX_VALUE : offset));
        asked = KafkaFuture.allOf(latest, due);
    }

    /** When the broker took the first that is not due yet. Of a topic whose name tells no delay all counts as due. */
    private static long firstNotDueMillis(String topic, long nowMillis) {
        long delay =
                RetryTiers.ofTopic(topic).map(tier -> tier.delay().toMillis()).orElse(0L);
        return Math.max(0, nowMillis - delay + 1);
    }

    private KafkaFuture<?> ask(
            Set<TopicPartition> partitions,
            Function<TopicPartition, OffsetSpec> spec,
            BiConsumer<TopicPartition, Long> answered) {
        ListOffsetsResult answers =
                admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), spec)), OPTIONS);
        for (TopicPartition partition : partitions) {
            // Without an answer the last one stands.
            var unused = answers.partitionResult(partition).whenComplete((answer, failure) -> {
                if (answer != null) {
                    answered.accept(partition, answer.offset());
                }
            });
        }
        return answers.all();
    }

    /** The answers that have come so far. */
    Map<TopicPartition, PartitionEnds> known() {
        Map<TopicPartition, PartitionEnds> known = new HashMap<>();
        firstNotDue.forEach((partition, offset) -> {
            Long end = ends.get(partition);
            if (end != null) {
                known.put(partition, new PartitionEnds(end, offset));
            }
        });
        return known;
    }
}
