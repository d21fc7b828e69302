package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes events from inside a Java service, by the rules of the HTTP edge and without its hop. One for a process;
 * safe for use by many threads.
 */
public final class EventPublisher implements AutoCloseable {
    /** What common receivers take: Express reads bodies of up to 100 KiB. */
    public static final int DEFAULT_MAX_BODY_BYTES = 102_400;

    public static final Duration DEFAULT_ACK_WAIT = Duration.ofSeconds(10);

    private final EventReader reader;
    private final EventIds ids = EventIds.withoutKey();
    private final KafkaEvents kafka;

    private EventPublisher(EventReader reader, KafkaEvents kafka) {
        this.reader = reader;
        this.kafka = kafka;
    }

    /**
     * A publisher with the default bounds.
     *
     * @param kafka properties of Kafka clients, at least {@code bootstrap.servers}; acknowledgement by all replicas and
     *     idempotence are set here
     * @throws StartFailure when no client can be made of the properties
     */
    public static EventPublisher open(Map<String, String> kafka) throws StartFailure {
        return open(kafka, DEFAULT_MAX_BODY_BYTES, DEFAULT_ACK_WAIT);
    }

    /**
     * A publisher with bounds of the caller's own. The cluster need not be there yet.
     *
     * @param maxBodyBytes the longest body an event may make, 1 or more; no more than the fan-out's own bound
     * @param ackWait after which an event that Kafka has not confirmed has failed, 1 ms or more
     * @throws StartFailure when no client can be made of the properties
     */
    public static EventPublisher open(Map<String, String> kafka, int maxBodyBytes, Duration ackWait)
            throws StartFailure {
        KafkaEvents events = new KafkaEvents(kafka, ackWait);
        events.start();
        return new EventPublisher(new EventReader(EventTypes.load(), maxBodyBytes), events);
    }

    /**
     * Validates one event and writes it. Blocks for at most half of {@code ackWait} while no broker is known or the
     * client's buffer is full.
     *
     * <p>The future completes once all replicas in sync have the event; exceptionally with a
     * {@link org.apache.kafka.common.KafkaException} when that is not known in time, and then the event may be there or
     * not: publish it again, and give it an {@code id} of its own so that it is delivered once. What depends on the
     * future runs on the client's own thread and must not block.
     *
     * @param event UTF-8 JSON
     * @throws InvalidEvent saying what is wrong with it and where; nothing has been written
     * @throws IllegalStateException never for a closed publisher: its futures fail
     */
    public CompletableFuture<StoredEvent> publish(byte[] event) throws InvalidEvent {
        Event read = reader.read(event);
        return kafka.write(new IdentifiedEvent(ids.idOf(read, 0, ""), read));
    }

    /** Waits at most {@code ackWait} for what is under way. */
    @Override
    public void close() {
        kafka.stop();
    }
}
