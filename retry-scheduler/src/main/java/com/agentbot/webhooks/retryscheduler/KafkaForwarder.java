package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Forwards batches, each in one transaction with the places after it. After any failure the producer has to be
 * discarded: whether the batch went out is then known once its successor is open. Used by one thread.
 */
final class KafkaForwarder implements AutoCloseable {
    private final Map<String, Object> properties;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    KafkaForwarder(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /**
     * Opens a producer if there is none. Transactions that a predecessor left open are settled when it returns.
     *
     * @return whether there was none, and places read before may be out of date
     * @throws KafkaException when the broker does not let it
     */
    boolean open() {
        if (producer != null) {
            return false;
        }
        KafkaProducer<byte[], byte[]> opened =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer = opened;
        opened.initTransactions();
        return true;
    }

    /**
     * Forwards the batch: deliveries as they are, what is unreadable to the dead letters. When it returns, all of it is
     * there for readers of committed records, once.
     *
     * @param due within each partition without a gap and in the order of offsets
     * @param group the membership under which the batch was received
     * @throws KafkaException when it is not known to have gone out, or is known not to have
     */
    void forward(List<Waiting> due, ConsumerGroupMetadata group, long nowMillis) {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("open() comes first");
        }
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        open.beginTransaction();
        for (Waiting waiting : due) {
            // A send that fails makes the commit fail.
            var unused = open.send(
                    switch (waiting) {
                        case Waiting.Timed timed -> delivery(timed.record());
                        case Waiting.Unreadable unreadable -> deadLetter(unreadable, nowMillis);
                    });
            places.put(partition(waiting.record()), placeAfter(waiting.record()));
        }
        open.sendOffsetsToTransaction(places, group);
        open.commitTransaction();
    }

    /** A copy with a fresh timestamp: retention counts from it, and a broker refuses one that lies far off. */
    private static ProducerRecord<byte[], byte[]> delivery(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(Topics.DELIVERIES, null, record.key(), record.value(), record.headers());
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(Waiting.Unreadable unreadable, long nowMillis) {
        ConsumerRecord<byte[], byte[]> record = unreadable.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        FailureHeaders.set(headers, FailureHeaders.REASON, "unreadable");
        FailureHeaders.set(headers, FailureHeaders.ERROR, unreadable.error());
        FailureHeaders.set(
                headers, FailureHeaders.ORIGIN, new EventRef(record.topic(), record.partition(), record.offset()));
        FailureHeaders.set(headers, FailureHeaders.FAILED_AT, nowMillis);
        return new ProducerRecord<>(Topics.DEAD_LETTER, null, record.key(), record.value(), headers);
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private static OffsetAndMetadata placeAfter(ConsumerRecord<byte[], byte[]> record) {
        return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
    }

    /** Throws the producer away, and with it what it had begun. */
    void discard() {
        KafkaProducer<byte[], byte[]> discarded = producer;
        producer = null;
        if (discarded != null) {
            discarded.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        discard();
    }
}
