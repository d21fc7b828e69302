package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Makes a delivery of an event for each webhook that gets it, but not for one that the event tells of, a portion at a time. Most events fit into one. Of one that
 * does not, event and last webhook are kept in a store, and the next portion goes out with the next tick, in a
 * transaction of its own; a crash in between goes on from there. Webhooks are matched in the order of their ids, so
 * that none is met twice whatever happens to the others meanwhile.
 */
final class MatchWebhooks extends ContextualProcessor<byte[], ArrivedEvent, byte[], byte[]> {
    static final String UNFINISHED = "unfinished-events";

    private final WebhookIndex index;
    private final Portion portion;
    private final Duration tick;
    private final FanoutMetrics metrics;

    @SuppressWarnings("NullAway.Init") // set by init, which is called before all else
    private KeyValueStore<Bytes, byte[]> unfinished;

    private int waiting;

    MatchWebhooks(WebhookIndex index, Portion portion, Duration tick, FanoutMetrics metrics) {
        this.index = index;
        this.portion = portion;
        this.tick = tick;
        this.metrics = metrics;
    }

    /** Where the rest of large fan-outs waits: on disk, and as a changelog in Kafka. */
    static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(UNFINISHED), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        unfinished = context.getStateStore(UNFINISHED);
        try (KeyValueIterator<Bytes, byte[]> all = unfinished.all()) {
            while (all.hasNext()) {
                all.next();
                waiting++;
            }
        }
        metrics.unfinished(waiting);
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, now -> goOn());
    }

    @Override
    public void process(Record<byte[], ArrivedEvent> record) {
        ArrivedEvent arrived = record.value();
        String last = forwardPortion(arrived, "");
        if (last != null) {
            unfinished.put(UnfinishedFanout.key(arrived), new UnfinishedFanout(arrived, last).toBytes());
            waiting++;
            metrics.unfinished(1);
        }
        metrics.fannedOut(context().currentSystemTimeMs() - arrived.timestampMillis());
    }

    private void goOn() {
        if (waiting == 0) {
            return;
        }
        KeyValue<Bytes, byte[]> first = firstWaiting();
        UnfinishedFanout fanout = UnfinishedFanout.parse(first.value);
        String last = forwardPortion(fanout.arrived(), fanout.lastWebhookId());
        if (last == null) {
            unfinished.delete(first.key);
            waiting--;
            metrics.unfinished(-1);
        } else {
            unfinished.put(first.key, new UnfinishedFanout(fanout.arrived(), last).toBytes());
        }
    }

    private KeyValue<Bytes, byte[]> firstWaiting() {
        try (KeyValueIterator<Bytes, byte[]> all = unfinished.all()) {
            return all.next();
        }
    }

    /** Returns the last webhook of the portion where more are to come, null after the last of all. */
    private @Nullable String forwardPortion(ArrivedEvent arrived, String afterWebhookId) {
        int left = portion.deliveriesOf(arrived.event().body().length);
        long now = context().currentSystemTimeMs();
        String last = afterWebhookId;
        for (WebhookIndex.Held webhook :
                index.matching(arrived.event().siteId(), arrived.event().type(), afterWebhookId)) {
            if (left-- == 0) {
                return last;
            }
            last = webhook.webhookId();
            if (!last.equals(arrived.aboutWebhookId())) {
                forward(arrived, webhook, now);
            }
        }
        return null;
    }

    private void forward(ArrivedEvent arrived, WebhookIndex.Held webhook, long now) {
        Delivery delivery = new Delivery(
                arrived.deliveryIdFor(webhook.webhookId()),
                webhook.webhookId(),
                arrived.event().siteId(),
                arrived.event().type(),
                1,
                now,
                arrived.place(),
                arrived.timestampMillis(),
                webhook.version(),
                Trigger.SCHEDULE);
        byte[] key = webhook.webhookId().getBytes(UTF_8);
        context().forward(new Record<>(key, arrived.event().body(), now, DeliveryHeaders.write(delivery)));
        metrics.delivery();
    }

    @Override
    public void close() {
        metrics.unfinished(-waiting);
        waiting = 0;
    }
}
