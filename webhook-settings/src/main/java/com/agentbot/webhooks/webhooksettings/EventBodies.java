package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.servicekit.Part;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a delivery back from Kafka, where its event lies, and writes it as the fan-out did. Keeps a few
 * consumers open, because a new one takes longer than the read. Safe for use by many threads.
 */
final class EventBodies implements Part {
    private static final String GONE = "The event is past the time that Kafka keeps it.";
    private static final String LATER = "The body cannot be read at present. Try again in a moment.";

    private final KafkaClients kafka;
    private final EventReader reader;
    private final Settings.Bodies settings;
    private final Semaphore permits;
    private final Deque<KafkaConsumer<byte[], byte[]>> idle = new ArrayDeque<>();
    private boolean stopped;

    /** What came of reading a body. */
    sealed interface Answer permits Found, Gone, NotNow {}

    /** The body as it was POSTed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte[] bytes) implements Answer {}

    /**
     * There is none any more.
     *
     * @param why for the customer
     */
    record Gone(String why) implements Answer {}

    /**
     * It could not be read.
     *
     * @param why for the customer
     */
    record NotNow(String why) implements Answer {}

    EventBodies(KafkaClients kafka, EventReader reader, Settings.Bodies settings) {
        this.kafka = kafka;
        this.reader = reader;
        this.settings = settings;
        this.permits = new Semaphore(settings.readers());
    }

    @Override
    public String name() {
        return "bodies";
    }

    @Override
    public void start() {}

    /**
     * Reads the body of the event.
     *
     * @param place topic-partition-offset
     */
    Answer read(String place) throws InterruptedException {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        if (!permits.tryAcquire(settings.patience().toNanos(), TimeUnit.NANOSECONDS)) {
            return new NotNow(LATER);
        }
        try {
            KafkaConsumer<byte[], byte[]> consumer = borrow();
            boolean usable = false;
            try {
                Answer answer = read(consumer, EventRef.parse(place), deadline);
                usable = true;
                return answer;
            } finally {
                giveBack(consumer, usable);
            }
        } catch (KafkaException e) {
            return new NotNow(LATER);
        } finally {
            permits.release();
        }
    }

    private Answer read(Consumer<byte[], byte[]> consumer, EventRef event, long deadline) {
        TopicPartition partition = new TopicPartition(event.topic(), event.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, event.offset());
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return new NotNow(LATER);
                }
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofNanos(left));
                if (!records.isEmpty()) {
                    ConsumerRecord<byte[], byte[]> record = records.iterator().next();
                    return record.offset() == event.offset() ? body(record.value()) : new Gone(GONE);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return new Gone(GONE);
        }
    }

    private Answer body(byte @Nullable [] value) {
        try {
            return new Found(reader.read(value).body());
        } catch (InvalidEvent e) {
            return new Gone("What lies in Kafka at the event's place is no valid event: " + e.getMessage() + ".");
        }
    }

    private KafkaConsumer<byte[], byte[]> borrow() {
        synchronized (idle) {
            KafkaConsumer<byte[], byte[]> waiting = idle.poll();
            if (waiting != null) {
                return waiting;
            }
        }
        return kafka.bodyConsumer();
    }

    private void giveBack(KafkaConsumer<byte[], byte[]> consumer, boolean usable) {
        synchronized (idle) {
            if (usable && !stopped) {
                idle.push(consumer);
                return;
            }
        }
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    @Override
    public void stop() {
        synchronized (idle) {
            stopped = true;
            idle.forEach(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
            idle.clear();
        }
    }
}
