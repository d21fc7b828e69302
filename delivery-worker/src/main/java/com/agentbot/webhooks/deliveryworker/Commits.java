package com.agentbot.webhooks.deliveryworker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Commits on a thread of its own, one commit at a time, so that POSTs start and answers are taken in while brokers do
 * their part. Used by one thread; what goes wrong for good on the other is thrown here.
 */
final class Commits implements AutoCloseable {
    private static final long CLOSE_SECONDS = 15;

    private final KafkaOutbox outbox;
    private final ExecutorService thread;
    private @Nullable Future<KafkaOutbox.Result> running;

    /**
     * No commit is under way.
     *
     * @param name of the thread
     */
    Commits(KafkaOutbox outbox, String name) {
        this.outbox = outbox;
        this.thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }

    /** Ends what a killed predecessor left open. False when no broker can be reached. */
    boolean open() {
        return outbox.open();
    }

    /** Begins a commit; none may be under way. */
    void begin(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        if (running != null) {
            throw new IllegalStateException("a commit is under way");
        }
        running = thread.submit(() -> outbox.commit(records, offsets, group));
    }

    /** Whether a commit is under way, or its result has not been told. */
    boolean isUnderWay() {
        return running != null;
    }

    /** The result of a commit that has ended, told once; null where there is none. */
    KafkaOutbox.@Nullable Result ended() {
        return running != null && running.isDone() ? await() : null;
    }

    /** Waits for the commit that is under way. */
    KafkaOutbox.Result await() {
        Future<KafkaOutbox.Result> commit = running;
        if (commit == null) {
            throw new IllegalStateException("no commit is under way");
        }
        try {
            KafkaOutbox.Result result = commit.get();
            running = null;
            return result;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while committing", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outbox.close();
    }
}
