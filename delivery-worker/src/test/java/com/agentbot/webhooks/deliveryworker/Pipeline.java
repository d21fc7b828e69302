package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.CommittedRecords;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics of the catalogue, and what stands before and behind a worker. */
final class Pipeline implements AutoCloseable {
    static final RetryTiers TIERS = RetryTiers.parse("1s,2s");
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final EmbeddedKafka kafka;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String secretKeys = SecretCipher.newKey("k1");
    private final SecretCipher cipher = SecretCipher.parse(secretKeys);
    private final AtomicLong version = new AtomicLong();

    Pipeline(Path directory, int partitions) throws Exception {
        this.partitions = partitions;
        kafka = EmbeddedKafka.start(directory, 0);
        TopicCatalogue catalogue = TopicCatalogue.of(
                TIERS, new TopicCatalogue.Sizing(partitions, Duration.ofDays(7), Duration.ofDays(30)));
        ClusterSetup.apply(Map.of("bootstrap.servers", kafka.bootstrapServers()), catalogue, TIERS, (short) 1);
        producer = new KafkaProducer<>(
                ClientProperties.writer(Map.of("bootstrap.servers", kafka.bootstrapServers())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** What a worker is started with. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        variables.put("SECRET_KEYS", secretKeys);
        variables.put("RETRY_TIERS", TIERS.toString());
        variables.put("ALLOW_HTTP", "true");
        variables.put("ALLOWED_ADDRESSES", "127.0.0.0/8");
        variables.put("ADMIN_PORT", "0");
        // What hangs in a test ends when the test lets it.
        variables.put("HTTP_DEADLINE", "2m");
        // A group that notices who comes, and who was killed, as soon as a broker lets it.
        variables.put("KAFKA_HEARTBEAT_INTERVAL_MS", "200");
        variables.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        return variables;
    }

    /** A worker in this process, with metrics of its own. */
    record Worker(Service service, PrometheusMeterRegistry metrics) implements AutoCloseable {
        /** How many attempts this worker has made and committed. */
        double attempts() {
            return metrics.find("webhooks.attempts").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }

        @Override
        public void close() {
            service.close();
        }
    }

    /**
     * Starts a worker.
     *
     * @param changes settings that differ from {@link #variables}
     */
    Worker startWorker(Map<String, String> changes) throws Exception {
        Map<String, String> variables = variables();
        variables.putAll(changes);
        PrometheusMeterRegistry metrics = Metrics.forProcess();
        Service service = DeliveryWorker.assemble(new Environment(variables), metrics, new Service.Failures());
        service.start();
        return new Worker(service, metrics);
    }

    String newWebhook(String url) {
        String id = "wh_" + UUID.randomUUID();
        put(id, url, true);
        return id;
    }

    /** A webhook whose deliveries share a partition with those of another. */
    String newWebhookBeside(String neighbour, String url) {
        return newWebhookIn(partition(neighbour), url);
    }

    /** A webhook whose deliveries go to this partition. */
    String newWebhookIn(int partition, String url) {
        String id = "wh_" + UUID.randomUUID();
        while (partition(id) != partition) {
            id = "wh_" + UUID.randomUUID();
        }
        put(id, url, true);
        return id;
    }

    private int partition(String webhookId) {
        return BuiltInPartitioner.partitionForKey(webhookId.getBytes(UTF_8), partitions);
    }

    /** Publishes a webhook's settings. */
    void put(String id, String url, boolean enabled) {
        put(id, url, enabled, Webhook.Limits.NONE);
    }

    void put(String id, String url, boolean enabled, Webhook.Limits limits) {
        Webhook webhook = new Webhook(
                id,
                "site_abc",
                url,
                Set.of("message.created"),
                enabled,
                null,
                limits,
                List.of(cipher.seal(id, SECRET)));
        publish(id, WebhookJson.write(webhook));
    }

    void delete(String id) {
        publish(id, null);
    }

    private void publish(String id, byte @org.jspecify.annotations.Nullable [] value) {
        Headers headers = new RecordHeaders().add(WebhookJson.VERSION, WebhookJson.version(version.incrementAndGet()));
        write(new ProducerRecord<>(Topics.WEBHOOKS, null, ("site_abc/" + id).getBytes(UTF_8), value, headers));
    }

    /** Writes a delivery of {@code body}, matched with the newest settings. */
    Delivery deliver(String webhookId, int attempt, String body) {
        return deliver(webhookId, attempt, body, version.get());
    }

    Delivery deliver(String webhookId, int attempt, String body, long webhookVersion) {
        return deliver(Topics.DELIVERIES, webhookId, attempt, 1, Trigger.SCHEDULE, body, webhookVersion);
    }

    /** Writes a delivery that is sent again, with the newest settings. */
    Delivery deliverAgain(String topic, String webhookId, int attempt, int firstAttempt, Trigger trigger, String body) {
        return deliver(topic, webhookId, attempt, firstAttempt, trigger, body, version.get());
    }

    private Delivery deliver(
            String topic,
            String webhookId,
            int attempt,
            int firstAttempt,
            Trigger trigger,
            String body,
            long webhookVersion) {
        Delivery delivery = new Delivery(
                UUID.randomUUID(),
                webhookId,
                "site_abc",
                "message.created",
                attempt,
                firstAttempt,
                System.currentTimeMillis(),
                new EventRef(Topics.EVENTS, 0, 1),
                System.currentTimeMillis(),
                webhookVersion,
                trigger);
        write(new ProducerRecord<>(
                topic, null, webhookId.getBytes(UTF_8), body.getBytes(UTF_8), DeliveryHeaders.write(delivery)));
        return delivery;
    }

    long version() {
        return version.get();
    }

    void write(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that was committed to a topic so far, in each partition's order. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return CommittedRecords.of(topic, kafka.bootstrapServers());
    }

    List<Attempt> attempts(String webhookId) {
        List<Attempt> attempts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topics.ATTEMPTS)) {
            try {
                Attempt attempt = AttemptJson.read(record.value());
                if (attempt.webhookId().equals(webhookId)) {
                    attempts.add(attempt);
                }
            } catch (UnreadableRecord e) {
                throw new IllegalStateException(e);
            }
        }
        return attempts;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        kafka.close();
    }
}
