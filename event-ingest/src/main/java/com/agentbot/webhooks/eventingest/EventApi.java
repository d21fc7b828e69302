package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Takes a request's events, all or none: 202 once Kafka has confirmed each of them. Safe for use by many threads.
 */
final class EventApi {
    private static final JsonMapper JSON = new JsonMapper();
    /** When someone who was told 503 may try again, in seconds. */
    private static final String RETRY_AFTER = "1";

    private final IngestSettings settings;
    private final RequestBodies bodies;
    private final EventReader reader;
    private final Events kafka;
    private final IngestMetrics metrics;
    private final Confirmations confirmations = new Confirmations();

    /** Where events go. */
    interface Events {
        /**
         * Hands an event over. May block, within a bound, while nothing can be handed over.
         *
         * @return completes once the event is safe, exceptionally when that is not known in time
         */
        CompletableFuture<StoredEvent> write(IdentifiedEvent event);
    }

    EventApi(IngestSettings settings, RequestBodies bodies, EventReader reader, Events kafka, IngestMetrics metrics) {
        this.settings = settings;
        this.bodies = bodies;
        this.reader = reader;
        this.kafka = kafka;
        this.metrics = metrics;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/events", this::post);
        ApiDocument.addTo(routes);
    }

    private void post(Context context) throws InterruptedException {
        long began = System.nanoTime();
        int status = 500;
        try {
            List<String> ids = accept(context);
            status = 202;
            answer(context, ids);
        } catch (Refusal refusal) {
            metrics.refused(refusal.reason());
            status = refusal.problem().status();
            if (status == 503) {
                context.header("Retry-After", RETRY_AFTER);
            }
            throw refusal.problem();
        } finally {
            metrics.answered(status, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private List<String> accept(Context context) throws Refusal, InterruptedException {
        settings.tokens().check(context.header("Authorization"));
        MediaType.check(context.contentType(), context.header("Content-Encoding"));
        EventIds ids = EventIds.of(context.header(EventIds.IDEMPOTENCY_KEY));
        try (RequestBodies.Body body = bodies.receive(context)) {
            List<IdentifiedEvent> events = judge(body.bytes(), ids);
            store(events);
            metrics.accepted(events.size());
            return events.stream().map(IdentifiedEvent::id).toList();
        }
    }

    private List<IdentifiedEvent> judge(byte[] body, EventIds ids) throws Refusal {
        try {
            List<Event> events = reader.readAll(body, settings.events().perRequest());
            if (events.isEmpty()) {
                throw Refusal.noEvent();
            }
            boolean array = isArray(body);
            List<IdentifiedEvent> identified = new ArrayList<>(events.size());
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                identified.add(new IdentifiedEvent(ids.idOf(event, i, array ? "[" + i + "]." : ""), event));
            }
            return identified;
        } catch (InvalidEvent e) {
            throw Refusal.of(e);
        }
    }

    /** Of what was found valid: it begins with white space and then a bracket or a brace. */
    private static boolean isArray(byte[] body) {
        int at = 0;
        while (body[at] <= ' ') {
            at++;
        }
        return body[at] == '[';
    }

    private void store(List<IdentifiedEvent> events) throws Refusal, InterruptedException {
        long deadline = System.nanoTime() + settings.ackWait().toNanos();
        try {
            CompletableFuture<?>[] writes = new CompletableFuture<?>[events.size()];
            for (int i = 0; i < writes.length; i++) {
                writes[i] = kafka.write(events.get(i));
                if (writes[i].isCompletedExceptionally()) {
                    // No use in blocking once for each of the rest.
                    writes[i].get();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("Kafka took too long to take the events");
                }
            }
            CompletableFuture.allOf(writes).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            confirmations.confirmed();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                throw Refusal.tooLarge("An event makes a record larger than the cluster takes.");
            }
            confirmations.missing(e.getCause());
            throw Refusal.unconfirmed();
        } catch (TimeoutException e) {
            confirmations.missing(e);
            throw Refusal.unconfirmed();
        }
    }

    private static void answer(Context context, List<String> ids) {
        try {
            context.status(202).contentType("application/json").result(JSON.writeValueAsBytes(Map.of("ids", ids)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of text can always be written", e);
        }
    }
}
