package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes deliveries that wait for a retry, as workers do. Used by one thread. */
final class RetryProducer implements AutoCloseable {
    private static final int WEBHOOKS = 1_000;
    private static final String SITE = "site_herd";

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final EventTemplate bodies = new EventTemplate(SITE);
    private long written;

    RetryProducer(String bootstrapServers) {
        Map<String, Object> properties =
                new HashMap<>(ClientProperties.writer(Map.of("bootstrap.servers", bootstrapServers)));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Returns once Kafka has so many more in the tier.
     *
     * @throws IllegalStateException when it has not taken one
     */
    void write(String tier, long number, long dueAtMillis) {
        for (long i = 0; i < number; i++) {
            var unused = producer.send(record(tier, dueAtMillis), (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Kafka has not taken a delivery", failure.get());
        }
    }

    private ProducerRecord<byte[], byte[]> record(String tier, long dueAtMillis) {
        written++;
        String webhook = "wh_" + written % WEBHOOKS;
        long now = System.currentTimeMillis();
        Delivery delivery = new Delivery(
                new UUID(dueAtMillis, written),
                webhook,
                SITE,
                EventTemplate.TYPE,
                2,
                dueAtMillis,
                new EventRef(Topics.EVENTS, 0, written),
                now,
                1,
                Trigger.SCHEDULE);
        return new ProducerRecord<>(
                Topics.RETRY_PREFIX + tier,
                null,
                webhook.getBytes(US_ASCII),
                bodies.at(WallClock.micros()),
                DeliveryHeaders.write(delivery));
    }

    @Override
    public void close() {
        producer.close();
    }
}
