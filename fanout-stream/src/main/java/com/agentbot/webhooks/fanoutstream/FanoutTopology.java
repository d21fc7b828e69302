package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.topic.Topics;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The whole way of an event through this service.
 *
 * <pre>
 * agentbot.operations ─ skip tests ─┐
 * agentbot.events ──────────────────┴─ read, judge ─┬─ invalid ──────────────────────────────► agentbot.events.invalid
 *                                                   ├─ misplaced ─ to its site's partition ─┐
 *                                                   └─ at home ─────────────────────────────┴─ drop duplicates ─ match ─► agentbot.deliveries
 *                                                                                                                 │
 * agentbot.webhooks ──────────────────────────────────────────────────────────────────────────► index by site ────┘
 * </pre>
 */
final class FanoutTopology {
    /** Part of a topic's name. */
    private static final String HOMEWARD = "homeward";

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private final FanoutSettings settings;
    private final EventReader events;
    private final EventReader operations;
    private final WebhookIndex index;
    private final FanoutMetrics metrics;

    /**
     * @param events reads what product services may write
     * @param operations reads what only the pipeline itself may write
     */
    FanoutTopology(
            FanoutSettings settings,
            EventReader events,
            EventReader operations,
            WebhookIndex index,
            FanoutMetrics metrics) {
        this.settings = settings;
        this.events = events;
        this.operations = operations;
        this.index = index;
        this.metrics = metrics;
    }

    /** The topology for a cluster. */
    Topology of(ClusterFacts cluster) {
        HomePartition home = new HomePartition(cluster.eventPartitions());
        StreamsBuilder builder = new StreamsBuilder();
        builder.addGlobalStore(
                new WebhookIndexBuilder(index),
                Topics.WEBHOOKS,
                Consumed.with(BYTES, BYTES),
                () -> new IndexWebhooks(index, metrics));
        builder.addStateStore(DropDuplicates.store(settings.deduplicationWindow()));
        builder.addStateStore(MatchWebhooks.store());

        KStream<byte[], Reading> readings = builder.stream(Topics.EVENTS, from(AutoOffsetReset.none()))
                .process(() -> new ReadEvent(events, home, cluster.largestInvalidBytes(), metrics))
                // Whatever of the window was handled before is known by its id: to read it again is no guess.
                .merge(builder.stream(
                                Topics.OPERATIONS, from(AutoOffsetReset.byDuration(settings.deduplicationWindow())))
                        .process(SkipTests::new)
                        .process(() -> new ReadEvent(operations, home, cluster.largestInvalidBytes(), metrics)));
        only(readings, Reading.Invalid.class)
                .mapValues(Reading.Invalid::value)
                .to(Topics.EVENTS_INVALID, Produced.with(BYTES, BYTES));
        KStream<byte[], ArrivedEvent> broughtHome = only(readings, Reading.Misplaced.class)
                .mapValues(Reading.Misplaced::event)
                .repartition(Repartitioned.<byte[], ArrivedEvent>as(HOMEWARD)
                        .withKeySerde(BYTES)
                        .withValueSerde(ArrivedEventCodec.serde())
                        .withStreamPartitioner(home)
                        .withNumberOfPartitions(cluster.eventPartitions()));
        only(readings, Reading.AtHome.class)
                .mapValues(Reading.AtHome::event)
                .merge(broughtHome)
                .process(() -> new DropDuplicates(settings.deduplicationWindow(), metrics), DropDuplicates.SEEN)
                .process(
                        () -> new MatchWebhooks(index, settings.portion(), settings.commitInterval(), metrics),
                        MatchWebhooks.UNFINISHED)
                .to(Topics.DELIVERIES, Produced.with(BYTES, BYTES));
        return builder.build();
    }

    /** @param firstPlace where to begin while the group has no place */
    private static Consumed<byte[], byte[]> from(AutoOffsetReset firstPlace) {
        return Consumed.with(BYTES, BYTES)
                .withOffsetResetPolicy(firstPlace)
                // A producer may write any timestamp, also one that Kafka Streams refuses and would stop at.
                .withTimestampExtractor((record, latest) -> Math.max(0, record.timestamp()));
    }

    private static <T extends Reading> KStream<byte[], T> only(KStream<byte[], Reading> readings, Class<T> kind) {
        return readings.filter((key, reading) -> kind.isInstance(reading)).mapValues(kind::cast);
    }
}
