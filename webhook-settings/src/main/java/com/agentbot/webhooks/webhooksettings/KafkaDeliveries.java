package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.Problem;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Hands single deliveries to the pipeline, as somebody asks for them. Safe for use by many threads. */
final class KafkaDeliveries implements Part {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final KafkaClients kafka;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private boolean stopped;

    KafkaDeliveries(KafkaClients kafka) {
        this.kafka = kafka;
    }

    @Override
    public String name() {
        return "deliveries";
    }

    @Override
    public void start() {}

    @Override
    public synchronized void stop() {
        stopped = true;
        if (producer != null) {
            producer.close(CLOSE_WAIT);
        }
    }

    /** Made when first needed: it cannot be made while the cluster's name does not resolve, and a start is not to fail then. */
    private synchronized KafkaProducer<String, byte[]> producer() {
        if (stopped) {
            throw new KafkaException("stopped");
        }
        if (producer == null) {
            producer = kafka.deliveriesProducer();
        }
        return producer;
    }

    /** Returns once Kafka has it; a {@link Problem} when it is not known to have. */
    RecordMetadata write(ProducerRecord<String, byte[]> record) throws InterruptedException {
        try {
            return producer().send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw Problem.unavailable("It could not be sent at present. Try again in a moment.");
        }
    }
}
