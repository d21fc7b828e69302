package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.webhooksettings.StandingInLog.Standing;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One replay under way: reads the next events of its window, makes of each the deliveries that are wanted, and hands them
 * on to the slow lane, at its own rate. Used by one thread.
 */
final class ReplayRun implements AutoCloseable {
    /** Portions a second at full rate: small enough that no endpoint is met by a burst. */
    private static final int PORTIONS_PER_SECOND = 4;

    private static final int EVENTS_PER_PORTION = 500;
    private static final Duration UNTIL_LOGGED = Duration.ofMillis(250);

    private final Replay replay;
    private final Parts parts;
    private final LogReach log;
    private @Nullable EventWindow window;
    private long sent;
    private long nextNanos = System.nanoTime();

    /** What all runs use. */
    record Parts(
            KafkaClients kafka,
            PostgresReplays replays,
            StandingInLog log,
            Database database,
            PostgresWebhooks webhooks,
            EventReader reader,
            Clock clock,
            Counter handedOn) {}

    /**
     * A delivery that may be wanted.
     *
     * @param standing how it stands in the log; null when the log does not know it
     */
    private record Candidate(
            ArrivedEvent event,
            StoredWebhook webhook,
            UUID id,
            @Nullable Standing standing) {}

    ReplayRun(Replay replay, Parts parts) {
        this.replay = replay;
        this.parts = parts;
        this.log = new LogReach(parts.database(), parts.kafka(), parts.clock(), replay.createdAt());
    }

    /** Hands on a portion, if it is time; returns how long it is not time for the next. */
    Duration handOn(ReplayProducer producer) {
        Duration early = Duration.ofNanos(nextNanos - System.nanoTime());
        if (early.isPositive()) {
            return early;
        }
        EventWindow events = window();
        if (events == null) {
            // What happened before it was asked for has to be known, or what was just delivered would be sent again.
            return restFor(UNTIL_LOGGED);
        }
        List<StoredWebhook> webhooks = webhooks();
        if (webhooks.isEmpty()) {
            return restFor(UNTIL_LOGGED);
        }
        return handOn(producer, events, webhooks);
    }

    private @Nullable EventWindow window() {
        if (window == null && log.isThere()) {
            window = EventWindow.open(parts.kafka(), parts.reader(), replay);
            sent = window.sentBefore();
        }
        return window;
    }

    /** Those that it is for; none when it cannot go on, which its owner is told then. */
    private List<StoredWebhook> webhooks() {
        String id = replay.wanted().webhookId();
        if (id == null) {
            List<StoredWebhook> on = parts.webhooks().list(replay.siteId()).stream()
                    .filter(webhook -> webhook.setup().enabled())
                    .toList();
            if (on.isEmpty()) {
                stop(Replay.State.PAUSED, "No webhook of this site is switched on.");
            }
            return on;
        }
        StoredWebhook webhook = parts.webhooks().find(replay.siteId(), id).orElse(null);
        if (webhook == null) {
            stop(Replay.State.CANCELLED, "The webhook was deleted.");
            return List.of();
        }
        if (!webhook.setup().enabled()) {
            stop(Replay.State.PAUSED, "The webhook is switched off.");
            return List.of();
        }
        return List.of(webhook);
    }

    private void stop(Replay.State state, @Nullable String note) {
        boolean unused = parts.replays().move(replay.id(), state, note);
    }

    private Duration handOn(ReplayProducer producer, EventWindow events, List<StoredWebhook> webhooks) {
        List<ArrivedEvent> portion = events.next(portionEvents());
        List<Candidate> wanted = wanted(portion, webhooks);
        if (!wanted.isEmpty()) {
            // First: once handed on, an attempt may be logged at any moment, and must not be undone by this.
            parts.log()
                    .handOn(
                            ids(wanted),
                            times(portion).getFirst(),
                            times(portion).getLast(),
                            replay.id());
            sent += wanted.size();
            producer.write(wanted.stream().map(this::record).toList(), events.places(sent), events.group());
            parts.handedOn().increment(wanted.size());
        }
        parts.replays().progress(replay.id(), sent, events.progress());
        if (events.isOver()) {
            stop(Replay.State.DONE, null);
            return Duration.ZERO;
        }
        return restFor(Duration.ofNanos(Duration.ofSeconds(1).toNanos() * wanted.size() / replay.perSecond()));
    }

    private int portionEvents() {
        return Math.clamp(replay.perSecond() / PORTIONS_PER_SECOND, 1, EVENTS_PER_PORTION);
    }

    private Duration restFor(Duration rest) {
        nextNanos = System.nanoTime() + rest.toNanos();
        return rest;
    }

    private List<Candidate> wanted(List<ArrivedEvent> portion, List<StoredWebhook> webhooks) {
        if (portion.isEmpty()) {
            return List.of();
        }
        Set<UUID> ids = new HashSet<>();
        webhooks.forEach(webhook -> portion.forEach(event -> ids.add(event.deliveryIdFor(webhook.id()))));
        List<Instant> times = times(portion);
        Map<UUID, Standing> standings = parts.log().of(ids, times.getFirst(), times.getLast());
        return portion.stream()
                .flatMap(event -> webhooks.stream().map(webhook -> {
                    UUID id = event.deliveryIdFor(webhook.id());
                    return new Candidate(event, webhook, id, standings.get(id));
                }))
                .filter(this::isWanted)
                .toList();
    }

    private static List<UUID> ids(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::id).toList();
    }

    private static List<Instant> times(List<ArrivedEvent> portion) {
        return portion.stream()
                .map(event -> Instant.ofEpochMilli(event.timestampMillis()))
                .sorted()
                .toList();
    }

    private boolean isWanted(Candidate candidate) {
        return ReplayChoice.takes(
                replay,
                candidate.id(),
                candidate.event().place().toString(),
                candidate
                        .webhook()
                        .setup()
                        .events()
                        .contains(candidate.event().event().type()),
                candidate.standing());
    }

    private ProducerRecord<String, byte[]> record(Candidate candidate) {
        Standing standing = candidate.standing();
        int first = standing == null ? 1 : standing.lastNumber() + 1;
        ArrivedEvent event = candidate.event();
        Delivery delivery = new Delivery(
                candidate.id(),
                candidate.webhook().id(),
                replay.siteId(),
                event.event().type(),
                first,
                first,
                parts.clock().millis(),
                event.place(),
                event.timestampMillis(),
                candidate.webhook().version(),
                Trigger.REPLAY);
        return new ProducerRecord<>(
                Topics.DELIVERIES_SLOW,
                null,
                candidate.webhook().id(),
                event.event().body(),
                DeliveryHeaders.write(delivery));
    }

    @Override
    public void close() {
        if (window != null) {
            window.close();
        }
    }
}
