package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.event.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Lets an event with an id of its producer's through once a window; one without passes.
 *
 * <p>The clock is the wall clock of this service, from the moment the first of the duplicates was let through. Record
 * times are the producers', so they could neither bound what is kept nor be trusted to rise: an old backlog, a late
 * event and a wrong clock elsewhere are all the same here. An event under an id that was seen is a duplicate also when
 * it says something else, and is counted apart.
 *
 * <p>Ids are kept by buckets as long as the window, so that two look-ups decide, and whole buckets are dropped once
 * they are two windows old.
 */
final class DropDuplicates extends ContextualProcessor<byte[], ArrivedEvent, byte[], ArrivedEvent> {
    static final String SEEN = "seen-ids";

    private final long windowMillis;
    private final FanoutMetrics metrics;

    @SuppressWarnings("NullAway.Init") // set by init, which is called before all else
    private WindowStore<Bytes, byte[]> seen;

    private long latestMillis;

    DropDuplicates(Duration window, FanoutMetrics metrics) {
        this.windowMillis = window.toMillis();
        this.metrics = metrics;
    }

    /** Where the ids are kept: on disk, and as a changelog in Kafka. */
    static StoreBuilder<WindowStore<Bytes, byte[]>> store(Duration window) {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(SEEN, window.multipliedBy(2), window, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                // The changelog's records carry the events' own timestamps. Counted by those, what was seen of an old
                // backlog would be gone from it at once.
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    @Override
    public void init(ProcessorContext<byte[], ArrivedEvent> context) {
        super.init(context);
        seen = context.getStateStore(SEEN);
    }

    @Override
    public void process(Record<byte[], ArrivedEvent> record) {
        Event event = record.value().event();
        String id = event.id();
        if (id == null || isFirst(event, id)) {
            context().forward(record);
        }
    }

    private boolean isFirst(Event event, String id) {
        // A clock that steps back must not make the store refuse what is new as too old.
        latestMillis = Math.max(latestMillis, context().currentSystemTimeMs());
        long bucket = latestMillis - latestMillis % windowMillis;
        // A site's id holds no slash.
        Bytes key = Bytes.wrap((event.siteId() + "/" + id).getBytes(UTF_8));
        Sighting sighting = Sighting.of(latestMillis, event.body());
        Sighting earlier = firstSighting(key, bucket);
        if (earlier != null) {
            metrics.duplicate(earlier.bodyChecksum() == sighting.bodyChecksum());
            return false;
        }
        seen.put(key, sighting.toBytes(), bucket);
        return true;
    }

    private @Nullable Sighting firstSighting(Bytes key, long bucket) {
        Sighting current = Sighting.parse(seen.fetch(key, bucket));
        if (current != null) {
            return current;
        }
        Sighting before = bucket < windowMillis ? null : Sighting.parse(seen.fetch(key, bucket - windowMillis));
        return before != null && latestMillis - before.atMillis() < windowMillis ? before : null;
    }

    /** When an id was first seen, and with which body. */
    private record Sighting(long atMillis, int bodyChecksum) {
        static Sighting of(long atMillis, byte[] body) {
            CRC32C checksum = new CRC32C();
            checksum.update(body);
            return new Sighting(atMillis, (int) checksum.getValue());
        }

        static @Nullable Sighting parse(byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Sighting(buffer.getLong(), buffer.getInt());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(atMillis)
                    .putInt(bodyChecksum)
                    .array();
        }
    }
}
