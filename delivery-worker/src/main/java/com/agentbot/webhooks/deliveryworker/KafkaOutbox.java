package com.agentbot.webhooks.deliveryworker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits outcomes and offsets together, in one Kafka transaction. Used by one thread at a time.
 *
 * <p>Whatever goes wrong leaves one of two things: nothing of it is in Kafka, or it is not known. In the second case the
 * producer is made anew, which ends the old one's transaction either way (KIP-98), and the caller asks the broker what
 * is committed.
 */
final class KafkaOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaOutbox.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean unsettled;

    /** How a commit ended. */
    enum Result {
        /** Everything is in Kafka. */
        COMMITTED,
        /** Nothing is; it can be tried again after a while. */
        NOT_NOW,
        /** An earlier commit's end was not known and is settled now: what the broker has counts. Nothing new is in. */
        SETTLED
    }

    /**
     * An outbox that connects at its first use.
     *
     * @param producers makes a transactional producer, always with the same transactional id
     */
    KafkaOutbox(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /** Ends what a killed predecessor with the same transactional id left open. False when no broker can be reached. */
    boolean open() {
        return producer != null || connect();
    }

    /**
     * Writes the records and the offsets, all or nothing.
     *
     * @throws KafkaException when trying again cannot help, for example because a record is too large for its topic
     */
    Result commit(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            return connect() && settled() ? Result.SETTLED : Result.NOT_NOW;
        }
        boolean committing = false;
        try {
            current.beginTransaction();
            send(current, records);
            current.sendOffsetsToTransaction(offsets, group);
            committing = true;
            current.commitTransaction();
            return Result.COMMITTED;
        } catch (AuthorizationException | AuthenticationException | UnsupportedVersionException e) {
            throw e;
        } catch (ProducerFencedException | IllegalStateException e) {
            startAnew(e);
        } catch (KafkaException e) {
            giveUpOnTooLarge(e);
            if (committing) {
                startAnew(e);
            } else {
                abort(current, e);
            }
        }
        return Result.NOT_NOW;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a record that cannot be sent fails the whole transaction
    private static void send(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            producer.send(record);
        }
    }

    /** Trying again would fail for ever, and silence would be worse. */
    private static void giveUpOnTooLarge(KafkaException e) {
        if (e instanceof RecordTooLargeException || e.getCause() instanceof RecordTooLargeException) {
            throw e;
        }
    }

    private void abort(Producer<byte[], byte[]> current, KafkaException why) {
        try {
            current.abortTransaction();
            LOG.warn("A transaction was aborted and will be tried again: {}", why.toString());
        } catch (KafkaException | IllegalStateException e) {
            startAnew(e);
        }
    }

    private void startAnew(RuntimeException why) {
        LOG.warn("The transactional producer is made anew: {}", why.toString());
        unsettled = true;
        close();
    }

    private boolean settled() {
        boolean settledNow = unsettled;
        unsettled = false;
        return settledNow;
    }

    private boolean connect() {
        Producer<byte[], byte[]> fresh = producers.get();
        try {
            fresh.initTransactions();
            producer = fresh;
            return true;
        } catch (TimeoutException e) {
            fresh.close(Duration.ZERO);
            LOG.warn("No broker could be reached: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            fresh.close(Duration.ZERO);
            throw e;
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        if (current != null) {
            current.close(Duration.ZERO);
        }
    }
}
