package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.RecordSizes;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings as Kafka Streams takes them. What an operator gives by {@code KAFKA_…} goes before what is tuning. */
final class StreamsProperties {
    /**
     * After a kill, whoever takes the partitions over waits for the killed one's open transaction to run out. Far more
     * than a commit interval and a portion take.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private StreamsProperties() {}

    /**
     * All properties of the application.
     *
     * @param instanceId this process's name among those of the group, the same after a restart
     * @param largestRecordBytes the largest record that is written
     */
    static Properties of(FanoutSettings settings, String instanceId, int largestRecordBytes) {
        Properties properties = tuning(settings, largestRecordBytes);
        properties.putAll(settings.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, ConsumerGroups.FANOUT_STREAM);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().toAbsolutePath().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // A poll that waits longer than a commit interval would hold up the commit of what came before it.
        properties.put(StreamsConfig.POLL_MS_CONFIG, settings.commitInterval().toMillis());
        // The two inputs of a task have nothing to say to each other, so neither waits for the other.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        // What Kafka 5 does by itself; without it, it warns at each start. The constant is deprecated already.
        properties.put("processing.exception.handler.global.enabled", true);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(BoundedRocksDb.MEMORY_BYTES, settings.storeMemoryBytes());
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, settings.bufferedRecords());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                Math.toIntExact(settings.patience().session().toMillis()));
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                Math.toIntExact(settings.patience().session().toMillis() / 3));
        return properties;
    }

    private static Properties tuning(FanoutSettings settings, int largestRecordBytes) {
        int bodyRecordBytes = Math.addExact(settings.maxBodyBytes(), RecordSizes.HEADER_BYTES);
        int requestBytes = Math.max(RecordSizes.REQUEST_BYTES, Math.max(largestRecordBytes, bodyRecordBytes));
        Properties properties = new Properties();
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MILLIS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), requestBytes);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Math.max(RecordSizes.WAY_BYTES, bodyRecordBytes));
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), settings.bufferedRecords());
        return properties;
    }
}
