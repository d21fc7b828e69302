package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A product service that writes events. Used by one thread. */
final class EventProducer implements AutoCloseable {
    /** Waiting for more to send together would be counted as delay. */
    private static final int LINGER_MILLIS = 1;

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long sent;

    EventProducer(String bootstrapServers) {
        Map<String, Object> properties =
                new HashMap<>(ClientProperties.writer(Map.of("bootstrap.servers", bootstrapServers)));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends an event of the site.
     *
     * @param dueMicros when it was due to be sent, also where it is sent late
     */
    void send(Site site, long dueMicros) {
        sent++;
        var unused = producer.send(
                new ProducerRecord<>(
                        Topics.EVENTS,
                        null,
                        dueMicros / 1_000,
                        site.key(),
                        site.events().at(dueMicros)),
                (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
    }

    /** How many events were sent so far. */
    long sent() {
        return sent;
    }

    /**
     * Returns once Kafka has all of them.
     *
     * @throws IllegalStateException when it has not taken one: what is expected to arrive is then not known any more
     */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Kafka has not taken an event", failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
