package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.topic.RecordSizes;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the topology must know of the cluster, asked once at a start.
 *
 * @param eventPartitions of the events topic
 * @param largestInvalidBytes the largest record that the topic of invalid events surely takes
 * @param largestBodyBytes the longest body that the topic of deliveries surely takes
 */
record ClusterFacts(int eventPartitions, int largestInvalidBytes, int largestBodyBytes) {

    private static final List<String> NEEDED =
            List.of(Topics.EVENTS, Topics.OPERATIONS, Topics.EVENTS_INVALID, Topics.WEBHOOKS, Topics.DELIVERIES);

    /**
     * Asks the cluster.
     *
     * @param patience how long to wait for it
     * @throws StartFailure when it does not answer or lacks a topic
     */
    static ClusterFacts ask(Map<String, String> kafka, Duration patience) throws StartFailure, InterruptedException {
        int millis = Math.toIntExact(patience.toMillis());
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(millis, 10_000));
        try (Admin admin = Admin.create(properties)) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(NEEDED).allTopicNames().get(millis, TimeUnit.MILLISECONDS);
            TopicDescription events = topics.get(Topics.EVENTS);
            int partitions = events == null ? 0 : events.partitions().size();
            return new ClusterFacts(
                    partitions,
                    largestRecord(admin, Topics.EVENTS_INVALID, millis),
                    largestRecord(admin, Topics.DELIVERIES, millis) - RecordSizes.HEADER_BYTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new StartFailure(
                        "The cluster lacks one of the topics " + NEEDED + ". They must be made before the fan-out"
                                + " starts.",
                        e);
            }
            throw unreachable(kafka, String.valueOf(e.getCause()), e);
        } catch (TimeoutException | KafkaException e) {
            throw unreachable(kafka, String.valueOf(e.getMessage()), e);
        }
    }

    private static int largestRecord(Admin admin, String name, int millis)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(List.of(topic)).all().get(millis, TimeUnit.MILLISECONDS);
        return configs.values().stream()
                .map(config -> config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .mapToInt(limit -> RecordSizes.largestRecord(Integer.parseInt(limit.value())))
                .findFirst()
                .orElseThrow();
    }

    private static StartFailure unreachable(Map<String, String> kafka, String why, Exception cause) {
        return new StartFailure(
                "Kafka at " + kafka.get("bootstrap.servers") + " (KAFKA_BOOTSTRAP_SERVERS) does not answer: " + why,
                cause);
    }
}
