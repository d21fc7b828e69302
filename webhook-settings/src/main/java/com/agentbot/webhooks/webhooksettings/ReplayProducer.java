package com.agentbot.webhooks.webhooksettings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Writes portions of replays, each in one transaction with the places that it has come to. Used by one thread. */
final class ReplayProducer implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final KafkaProducer<String, byte[]> producer;

    /** Ends what a predecessor left open, and fences it. */
    ReplayProducer(KafkaClients kafka) {
        producer = kafka.replayProducer();
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** When it returns, all of it is in Kafka; when it throws, this one has to be closed, and another asks what is. */
    void write(
            List<ProducerRecord<String, byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> places,
            ConsumerGroupMetadata group) {
        producer.beginTransaction();
        for (ProducerRecord<String, byte[]> record : records) {
            // What fails here makes the commit below throw.
            Future<RecordMetadata> unused = producer.send(record);
        }
        producer.sendOffsetsToTransaction(places, group);
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(CLOSE_WAIT);
    }
}
