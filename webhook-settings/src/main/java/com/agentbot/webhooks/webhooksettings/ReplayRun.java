package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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
            Clock clock) {}

    /** A delivery that may be wanted. */
    private record Candidate(ArrivedEvent event, StoredWebhook webhook, UUID id) {}

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
            List<ProducerRecord<String, byte[]>> records = records(wanted, portion);
            sent += records.size();
            producer.write(records, events.places(sent), events.group());
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
        List<Candidate> candidates = portion.stream()
                .flatMap(event -> webhooks.stream()
                        .map(webhook -> new Candidate(event, webhook, event.deliveryIdFor(webhook.id()))))
                .toList();
        Map<UUID, StandingInLog.Standing> standings = standings(portion, candidates);
        return candidates.stream()
                .filter(candidate -> isWanted(candidate, standings.get(candidate.id())))
                .toList();
    }

    private Map<UUID, StandingInLog.Standing> standings(List<ArrivedEvent> portion, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        List<Instant> times = times(portion);
        return parts.log().of(ids(candidates), times.getFirst(), times.getLast());
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

    private boolean isWanted(Candidate candidate, StandingInLog.@Nullable Standing standing) {
        return ReplayChoice.takes(
                replay,
                candidate.id(),
                candidate.event().place().toString(),
                candidate
                        .webhook()
                        .setup()
                        .events()
                        .contains(candidate.event().event().type()),
                standing);
    }

    private List<ProducerRecord<String, byte[]>> records(List<Candidate> wanted, List<ArrivedEvent> portion) {
        Map<UUID, StandingInLog.Standing> standings = standings(portion, wanted);
        Stream<ProducerRecord<String, byte[]>> records =
                wanted.stream().map(candidate -> record(candidate, standings.get(candidate.id())));
        return new ArrayList<>(records.toList());
    }

    private ProducerRecord<String, byte[]> record(Candidate candidate, StandingInLog.@Nullable Standing standing) {
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
