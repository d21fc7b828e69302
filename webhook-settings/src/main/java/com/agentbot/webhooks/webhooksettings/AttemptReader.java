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
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
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
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
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
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final KafkaClients kafka;
    private final PostgresDeliveryLog log;
    private final LogLateness lateness;
    private final Settings.Log settings;
    private final Clock clock;
    private final Counter written;
    private final Counter unreadable;
    private volatile boolean finished;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

    private long retryAtNanos = System.nanoTime();
    private long checkAtNanos = System.nanoTime();
    /** When the database last answered, in epoch milliseconds: what has come since is not logged, as far as we know. */
    private long answeredMillis;

    private boolean degraded;

    AttemptReader(
            KafkaClients kafka,
            PostgresDeliveryLog log,
            LogLateness lateness,
            Settings.Log settings,
            Clock clock,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.log = log;
        this.lateness = lateness;
        this.settings = settings;
        this.clock = clock;
        this.answeredMillis = clock.millis();
        this.written = Counter.builder("delivery_log_attempts")
                .description("Attempts written into the delivery log")
                .register(metrics);
        this.unreadable = Counter.builder("delivery_log_unreadable")
                .description("Records of the attempts topic that could not be read and were kept aside")
                .register(metrics);
        Gauge.builder("delivery_log_delay_seconds", lateness, AttemptReader::delaySeconds)
                .description("Age of the oldest attempt that is known of and not in the delivery log yet")
                .register(metrics);
    }

    private static double delaySeconds(LogLateness lateness) {
        Double seconds = lateness.seconds();
        return seconds == null ? 0 : seconds;
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
        lateness.unknown();
        while (!finished) {
            place(consumer, backlog);
            take(poll(consumer, backlog), backlog);
            write(backlog);
            checkPlaces(backlog);
            tellLateness(consumer, backlog);
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
            answered();
        } catch (DatabaseFailure.Unavailable e) {
            tell("the delivery log's place cannot be read", e);
            tellUnplaced(consumer, partitions);
        }
    }

    /** Of what has no place yet, that much is late which has come since the database last answered. */
    private void tellUnplaced(Consumer<byte[], byte[]> consumer, Set<TopicPartition> unplaced) {
        Map<TopicPartition, Long> since =
                unplaced.stream().collect(Collectors.toMap(partition -> partition, partition -> answeredMillis));
        OptionalLong oldest = consumer.offsetsForTimes(since).values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndTimestamp::timestamp)
                .min();
        oldest.ifPresentOrElse(lateness::waitingSince, lateness::caughtUp);
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records, AttemptBacklog backlog) {
        List<LogEntry> entries = StreamSupport.stream(records.spliterator(), false)
                .map(LogEntry::of)
                .toList();
        backlog.add(entries);
        if (!entries.isEmpty()) {
            lateness.waitingSince(entries.stream()
                    .mapToLong(entry -> entry.record().timestamp())
                    .min()
                    .orElse(0));
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
            answered();
        } catch (DatabaseFailure.Unavailable e) {
            tell("the delivery log cannot be written", e);
        }
    }

    /** Who writes nothing would not notice that the log is to be made anew. */
    private void checkPlaces(AttemptBacklog backlog) {
        if (!backlog.isEmpty() || !mayTry() || System.nanoTime() - checkAtNanos < 0) {
            return;
        }
        checkAtNanos = System.nanoTime() + CHECK.toNanos();
        try {
            backlog.checkPlaces();
            answered();
        } catch (DatabaseFailure.Unavailable e) {
            tell("the delivery log's place cannot be read", e);
        }
    }

    /** What is read and not written is known already, and so is what has no place. */
    private void tellLateness(Consumer<byte[], byte[]> consumer, AttemptBacklog backlog) {
        Set<TopicPartition> placed = backlog.placed();
        if (!backlog.isEmpty() || !backlog.unplaced().isEmpty()) {
            return;
        }
        if (placed.isEmpty()) {
            lateness.unknown();
        } else if (placed.stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0)) {
            lateness.caughtUp();
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

    private void answered() {
        answeredMillis = clock.millis();
        if (degraded) {
            LOG.info("The delivery log is written again");
            degraded = false;
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
