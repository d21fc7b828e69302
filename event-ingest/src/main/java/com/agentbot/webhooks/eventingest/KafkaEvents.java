package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes events to {@code agentbot.events}, keyed by site. Safe for use by many threads once started. */
final class KafkaEvents implements Part, EventApi.Events {
    private static final String ID_HEADER = "id";

    private final Map<String, String> kafka;
    private final Duration ackWait;
    private volatile @Nullable Producer<String, byte[]> producer;

    /**
     * Connects when started.
     *
     * @param kafka the operator's properties for Kafka clients
     * @param ackWait after which a write that is not confirmed has failed
     */
    KafkaEvents(Map<String, String> kafka, Duration ackWait) {
        this.kafka = Map.copyOf(kafka);
        this.ackWait = ackWait;
    }

    @Override
    public String name() {
        return "kafka";
    }

    /** Needs no cluster yet: the client finds it by itself when it is there. */
    @Override
    public void start() throws StartFailure {
        try {
            producer = new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new StartFailure(
                    "No Kafka client can be made of the KAFKA_ settings (KAFKA_BOOTSTRAP_SERVERS="
                            + kafka.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG) + "): " + rootMessage(e),
                    e);
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = ClientProperties.writer(kafka);
        properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        // The partition of its key is where an event's webhooks are looked up without a detour.
        properties.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        properties.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "false");
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
        // Whoever waits for the answer is told in time; half of it, so that one lost request can be sent again.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(ackWait));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(ackWait.dividedBy(2)));
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(ackWait.dividedBy(2)));
        return properties;
    }

    private static String millis(Duration duration) {
        return Integer.toString(Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public CompletableFuture<StoredEvent> write(IdentifiedEvent identified) {
        Producer<String, byte[]> started = producer;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        CompletableFuture<StoredEvent> stored = new CompletableFuture<>();
        try {
            var unused = started.send(record(identified), (place, failure) -> {
                if (failure == null) {
                    EventRef ref = new EventRef(place.topic(), place.partition(), place.offset());
                    stored.complete(new StoredEvent(identified.id(), ref));
                } else {
                    stored.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            // Not even handed over: the client is being closed, or cannot go on.
            stored.completeExceptionally(e);
        }
        return stored;
    }

    private static ProducerRecord<String, byte[]> record(IdentifiedEvent identified) {
        return new ProducerRecord<>(
                Topics.EVENTS,
                null,
                identified.event().siteId(),
                identified.event().body(),
                List.of(new RecordHeader(ID_HEADER, identified.id().getBytes(UTF_8))));
    }

    /** Waits for what is under way. */
    @Override
    public void stop() {
        Producer<String, byte[]> started = producer;
        if (started != null) {
            started.close(ackWait);
        }
    }
}
