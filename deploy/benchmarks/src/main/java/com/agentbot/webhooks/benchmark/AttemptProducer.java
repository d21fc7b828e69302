package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes attempts as workers do, of 100 webhooks. Used by one thread. */
final class AttemptProducer implements AutoCloseable {
    private static final int WEBHOOKS = 100;
    /** As many deliveries begin before a failed one is tried again. */
    private static final int RETRY_DISTANCE = 20_000;

    private static final String ANSWER_HEADERS = "Content-Type: text/plain\nDate: Thu, 26 Nov 2026 12:00:00 GMT\n";

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final Deque<Attempt> waiting = new ArrayDeque<>();

    AttemptProducer(String bootstrapServers) {
        Map<String, Object> properties =
                new HashMap<>(ClientProperties.writer(Map.of("bootstrap.servers", bootstrapServers)));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Returns once Kafka has so many more.
     *
     * @param failing the part of the first attempts that fail and are tried again
     * @throws IllegalStateException when it has not taken one
     */
    void write(long number, double failing) {
        for (long i = 0; i < number; i++) {
            Attempt attempt = waiting.size() > RETRY_DISTANCE * failing && failing > 0
                    ? again(waiting.removeFirst())
                    : first(i, random.nextDouble() < failing);
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topics.ATTEMPTS, attempt.webhookId().getBytes(US_ASCII), AttemptJson.write(attempt)),
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        }
                    });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Kafka has not taken an attempt", failure.get());
        }
    }

    private Attempt first(long index, boolean fails) {
        String webhook = "wh_0123456789abcdefghijklmn" + (100 + random.nextInt(WEBHOOKS));
        UUID id = new UUID(random.nextLong(), random.nextLong());
        long now = System.currentTimeMillis();
        Attempt attempt = attempt(id, webhook, new EventRef(Topics.EVENTS, 0, index), now, 1, fails);
        if (fails) {
            waiting.addLast(attempt);
        }
        return attempt;
    }

    private static Attempt again(Attempt failed) {
        return attempt(failed.deliveryId(), failed.webhookId(), failed.event(), failed.createdAtMillis(), 2, false);
    }

    private static Attempt attempt(UUID id, String webhook, EventRef event, long createdAt, int number, boolean fails) {
        long at = System.currentTimeMillis();
        return new Attempt(
                id,
                webhook,
                "site_log",
                EventTemplate.TYPE,
                event,
                createdAt,
                number,
                1,
                Trigger.SCHEDULE,
                at,
                fails ? Outcome.RETRY : Outcome.DELIVERED,
                fails ? 500 : 200,
                5L,
                ANSWER_HEADERS,
                fails ? "Internal Server Error" : "ok",
                fails ? "status" : null,
                fails ? "The endpoint answered 500." : null,
                fails ? (Long) (at + 60_000) : null,
                7L);
    }

    @Override
    public void close() {
        producer.close();
    }
}
