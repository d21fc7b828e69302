package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.StartFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings attempts from Kafka into the delivery log, batch by batch, each exactly once. While the database is away, it
 * holds one batch, keeps its membership of the group, and goes on where it was.
 */
final class AttemptReader implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final KafkaClients kafka;
    private final PostgresDeliveryLog log;
    private final Settings.Log settings;
    private final Clock clock;
    private final Counter written;
    private final Counter unreadable;
    private volatile boolean finished;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    /** When the oldest record was written that we know of and have not logged, in epoch milliseconds; 0 for none. */
    private volatile long waitingSince;

    private long retryAtNanos = System.nanoTime();
    private boolean degraded;

    AttemptReader(
            KafkaClients kafka, PostgresDeliveryLog log, Settings.Log settings, Clock clock, MeterRegistry metrics) {
        this.kafka = kafka;
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.written = Counter.builder("delivery_log_attempts")
                .description("Attempts written into the delivery log")
                .register(metrics);
        this.unreadable = Counter.builder("delivery_log_unreadable")
                .description("Records of the attempts topic that could not be read and were kept aside")
                .register(metrics);
        Gauge.builder("delivery_log_delay_seconds", this, AttemptReader::delaySeconds)
                .description("Age of the oldest attempt that was read and is not in the delivery log yet")
                .register(metrics);
    }

    private double delaySeconds() {
        long since = waitingSince;
        return since == 0 ? 0 : Math.max(0, clock.millis() - since) / 1000.0;
    }

    @Override
    public void run() throws StartFailure, InterruptedException {
        while (!finished) {
            try {
                refuseTopicsThatForget();
                readWithNewConsumer();
            } catch (WakeupException e) {
                // finish() was called
            } catch (KafkaException e) {
                tell("attempts cannot be read from Kafka", e);
                Thread.sleep(settings.retry());
            }
        }
    }

    private void refuseTopicsThatForget() throws StartFailure, InterruptedException {
        List<String> problems = kafka.topicCheck(settings.outage()).problems(() -> !finished, LOG::warn);
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join(System.lineSeparator(), problems));
        }
    }

    private void readWithNewConsumer() {
        KafkaConsumer<byte[], byte[]> consumer = kafka.logConsumer(settings.batch());
        current = consumer;
        try {
            readWith(consumer);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_WAIT));
        }
    }

    @Override
    public void finish() {
        finished = true;
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void readWith(Consumer<byte[], byte[]> consumer) {
        AttemptBacklog backlog = new AttemptBacklog(log);
        consumer.subscribe(List.of(Topics.ATTEMPTS), new Shares(consumer, backlog));
        while (!finished) {
            place(consumer, backlog);
            take(poll(consumer, backlog), backlog);
            write(backlog);
            // As long as a batch waits nothing more is taken; polling goes on, or the group would let us go.
            consumer.pause(backlog.isEmpty() ? backlog.unplaced() : consumer.assignment());
            consumer.resume(backlog.isEmpty() ? backlog.placed() : Set.of());
        }
    }

    private static Iterable<ConsumerRecord<byte[], byte[]>> poll(
            Consumer<byte[], byte[]> consumer, AttemptBacklog backlog) {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            backlog.unplace(e.partitions());
            return List.of();
        }
    }

    /** Finds out from the database where to begin with what was assigned to us. */
    private void place(Consumer<byte[], byte[]> consumer, AttemptBacklog backlog) {
        if (backlog.unplaced().isEmpty() || !backlog.isEmpty() || !mayTry()) {
            return;
        }
        Set<TopicPartition> partitions = Set.copyOf(backlog.unplaced());
        try {
            backlog.place(consumer.beginningOffsets(partitions), consumer.endOffsets(partitions))
                    .forEach(consumer::seek);
            consumer.resume(backlog.placed());
        } catch (DatabaseFailure.Unavailable e) {
            tell("the delivery log's place cannot be read", e);
        }
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records, AttemptBacklog backlog) {
        List<LogEntry> entries = StreamSupport.stream(records.spliterator(), false)
                .map(LogEntry::of)
                .toList();
        if (!entries.isEmpty()) {
            long since = entries.getFirst().record().timestamp();
            waitingSince = since > 0 ? since : clock.millis();
            backlog.add(entries);
        } else if (backlog.isEmpty()) {
            waitingSince = 0;
        }
    }

    private void write(AttemptBacklog backlog) {
        if (backlog.isEmpty() || !mayTry()) {
            return;
        }
        try {
            AttemptBacklog.Written done = backlog.write();
            written.increment(done.attempts());
            unreadable.increment(done.unreadable());
            if (degraded) {
                LOG.info("The delivery log is written again");
                degraded = false;
            }
        } catch (DatabaseFailure.Unavailable e) {
            tell("the delivery log cannot be written", e);
        }
    }

    private boolean mayTry() {
        return System.nanoTime() - retryAtNanos >= 0;
    }

    private void tell(String what, Exception e) {
        retryAtNanos = System.nanoTime() + settings.retry().toNanos();
        if (!degraded) {
            LOG.warn("At present {}; deliveries go on, and the log catches up later: {}", what, e.toString());
            degraded = true;
        }
    }

    /** Follows which partitions are ours. What was just assigned rests until its place is known. */
    private record Shares(Consumer<byte[], byte[]> consumer, AttemptBacklog backlog)
            implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            // Any place, so that the client does not look for one in Kafka, where there is none.
            partitions.forEach(partition -> consumer.seek(partition, 0));
            backlog.unplace(partitions);
            if (!partitions.isEmpty()) {
                LOG.info("Writes the delivery log of partitions {}", numbers(backlog));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            backlog.forget(partitions);
        }

        private static Set<Integer> numbers(AttemptBacklog backlog) {
            return Stream.concat(backlog.placed().stream(), backlog.unplaced().stream())
                    .map(TopicPartition::partition)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
