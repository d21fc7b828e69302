package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.event.ProducerId;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one site within a window of time, as a bounded range of each partition of the events topic. Begins where
 * the replay has come to. Used by one thread.
 */
final class EventWindow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventWindow.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventReader reader;
    private final String site;
    private final byte[] siteText;
    private final Map<TopicPartition, Long> begins = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    /** Up to where each partition has been looked through. */
    private final Map<TopicPartition, Long> places = new HashMap<>();

    private final Deque<ConsumerRecord<byte[], byte[]>> received = new ArrayDeque<>();
    private long sentBefore;

    private EventWindow(KafkaConsumer<byte[], byte[]> consumer, EventReader reader, String site) {
        this.consumer = consumer;
        this.reader = reader;
        this.site = site;
        this.siteText = site.getBytes(UTF_8);
    }

    /** The window of a replay, open at the place that the replay has come to. */
    static EventWindow open(KafkaClients kafka, EventReader reader, Replay replay) {
        KafkaConsumer<byte[], byte[]> consumer = kafka.replayConsumer("replay-" + replay.id());
        EventWindow window = new EventWindow(consumer, reader, replay.siteId());
        try {
            window.place(replay.wanted());
            return window;
        } catch (RuntimeException e) {
            window.close();
            throw e;
        }
    }

    /** Under which Kafka keeps how far the replay has come. */
    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    private void place(Replay.Wanted wanted) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.EVENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> lasts = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> since = offsetsAt(partitions, wanted.since());
        Map<TopicPartition, OffsetAndTimestamp> until = offsetsAt(partitions, wanted.until());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            long last = lasts.getOrDefault(partition, 0L);
            long begin = offset(since.get(partition), last);
            OffsetAndMetadata come = committed.get(partition);
            long place = Math.max(come == null ? begin : come.offset(), firsts.getOrDefault(partition, 0L));
            begins.put(partition, begin);
            ends.put(partition, offset(until.get(partition), last));
            places.put(partition, place);
            consumer.seek(partition, place);
            if (come != null && !come.metadata().isEmpty()) {
                sentBefore = Math.max(sentBefore, Long.parseLong(come.metadata()));
            }
        }
    }

    private Map<TopicPartition, OffsetAndTimestamp> offsetsAt(List<TopicPartition> partitions, Instant time) {
        return consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(partition -> partition, any -> time.toEpochMilli())));
    }

    /** Where nothing is as late, a partition ends before it. */
    private static long offset(@Nullable OffsetAndTimestamp found, long otherwise) {
        return found == null ? otherwise : found.offset();
    }

    /** How many deliveries the replay had handed on when it was last broken off. */
    long sentBefore() {
        return sentBefore;
    }

    /** The site's next valid events, at most so many; none also where only those of others were found at once. */
    List<ArrivedEvent> next(int most) {
        if (received.isEmpty()) {
            receive();
        }
        List<ArrivedEvent> events = new ArrayList<>();
        while (!received.isEmpty() && events.size() < most) {
            ConsumerRecord<byte[], byte[]> record = received.removeFirst();
            places.put(partition(record), record.offset() + 1);
            if (mayBeOfSite(record.value())) {
                read(record, events);
            }
        }
        if (received.isEmpty()) {
            // Past what no reader sees, too.
            consumer.assignment().forEach(partition -> places.put(partition, consumer.position(partition)));
        }
        return events;
    }

    private void receive() {
        Set<TopicPartition> done =
                consumer.assignment().stream().filter(this::isOver).collect(Collectors.toSet());
        consumer.pause(done);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                received.addLast(record);
            }
        }
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Without parsing it: most events are of other sites. An escape could spell the site's id in another way. */
    private boolean mayBeOfSite(byte[] value) {
        if (value == null) {
            return false;
        }
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\\' || (value[i] == siteText[0] && isSiteAt(value, i))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSiteAt(byte[] value, int from) {
        if (from + siteText.length > value.length) {
            return false;
        }
        for (int i = 0; i < siteText.length; i++) {
            if (value[from + i] != siteText[i]) {
                return false;
            }
        }
        return true;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, List<ArrivedEvent> events) {
        try {
            ArrivedEvent event = ArrivedEvent.read(
                    reader,
                    record.headers(),
                    record.value(),
                    new EventRef(record.topic(), record.partition(), record.offset()),
                    record.timestamp(),
                    null);
            if (event.event().siteId().equals(site)) {
                events.add(event);
            }
        } catch (InvalidEvent | ProducerId.Malformed e) {
            // No delivery was ever made of it: it lies with the invalid events.
        } catch (RuntimeException | StackOverflowError e) {
            // A gap in the reader costs this one event, as in the fan-out, and not all that is sent again.
            LOG.warn("{}-{}-{} cannot be read: {}", record.topic(), record.partition(), record.offset(), e.toString());
        }
    }

    /** What to commit after what {@link #next} has told was handed on. */
    Map<TopicPartition, OffsetAndMetadata> places(long sent) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        places.forEach(
                (partition, place) -> committed.put(partition, new OffsetAndMetadata(place, Long.toString(sent))));
        return committed;
    }

    /** Whether all of it was told. */
    boolean isOver() {
        return received.isEmpty() && places.keySet().stream().allMatch(this::isOver);
    }

    private boolean isOver(TopicPartition partition) {
        return places.getOrDefault(partition, 0L) >= ends.getOrDefault(partition, 0L);
    }

    /** How much of it was told, from 0 to 1. */
    double progress() {
        long all = 0;
        long told = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long begin = begins.getOrDefault(end.getKey(), 0L);
            long length = Math.max(0, end.getValue() - begin);
            all += length;
            told += Math.clamp(places.getOrDefault(end.getKey(), begin) - begin, 0, length);
        }
        return all == 0 ? 1 : (double) told / all;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
