package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what producers wrote, judges it, and writes each event's body in its one canonical spelling. Safe for use by
 * many threads.
 */
public final class EventReader {
    /**
     * How deep objects and arrays may lie in each other, the event itself counted as 1. A common reader of JSON at the
     * receiving end (.NET's System.Text.Json) takes no more by default.
     */
    public static final int DEFAULT_MAX_DEPTH = 64;

    private static final int LARGEST_MAX_DEPTH = 1_000;

    private final EventTypes types;
    private final int maxBodyBytes;
    private final int maxDepth;

    public EventReader(EventTypes types, int maxBodyBytes) {
        this(types, maxBodyBytes, DEFAULT_MAX_DEPTH);
    }

    /**
     * @param maxBodyBytes how long a body may be in its canonical spelling, inclusive; 1 or more
     * @param maxDepth how deep objects and arrays may lie in each other, 2 to 1,000
     */
    public EventReader(EventTypes types, int maxBodyBytes, int maxDepth) {
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("maxBodyBytes is " + maxBodyBytes + ", not 1 or more");
        }
        if (maxDepth < 2 || maxDepth > LARGEST_MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth is " + maxDepth + ", not 2 to " + LARGEST_MAX_DEPTH);
        }
        this.types = types;
        this.maxBodyBytes = maxBodyBytes;
        this.maxDepth = maxDepth;
    }

    /**
     * Reads one event.
     *
     * @param value as it lies on the topic; null for a tombstone, which is no event
     * @throws InvalidEvent saying what is wrong with it and where
     */
    public Event read(byte @Nullable [] value) throws InvalidEvent {
        if (value == null) {
            throw new InvalidEvent(Reason.EMPTY, "", "has no value");
        }
        try (EventParser parser = EventParser.open(value, maxDepth)) {
            ObjectNode event = parser.event();
            parser.end();
            return judge(event, "", value.length);
        }
    }

    /**
     * Reads one event, or an array of events, all or none.
     *
     * @param maxEvents how many there may be, 1 or more
     * @throws InvalidEvent saying what is wrong with the first that is, and where, such as {@code [3].site_id}
     */
    public List<Event> readAll(byte[] value, int maxEvents) throws InvalidEvent {
        try (EventParser parser = EventParser.open(value, maxDepth)) {
            if (!parser.atArray()) {
                ObjectNode event = parser.event();
                parser.end();
                return List.of(judge(event, "", value.length));
            }
            List<Event> events = new ArrayList<>();
            while (true) {
                parser.next();
                if (parser.atArrayEnd()) {
                    break;
                }
                if (events.size() == maxEvents) {
                    throw new InvalidEvent(
                            Reason.TOO_MANY_EVENTS, "", "is one of more than " + maxEvents + ", the most in one batch");
                }
                int before = parser.offset();
                ObjectNode event = parser.event();
                events.add(judge(event, parser.path(), parser.offset() - before));
            }
            parser.end();
            return List.copyOf(events);
        }
    }

    private Event judge(ObjectNode event, String prefix, int inputBytes) throws InvalidEvent {
        types.check(event, prefix);
        byte[] body = body(event, prefix, inputBytes);
        JsonNode id = event.path("id");
        return new Event(
                id.isTextual() ? id.textValue() : null,
                event.path("event").textValue(),
                event.path("site_id").textValue(),
                body);
    }

    private byte[] body(ObjectNode event, String prefix, int inputBytes) throws InvalidEvent {
        CanonicalJson json = new CanonicalJson(inputBytes);
        json.ascii("{\"event\":").value(event.path("event"));
        json.ascii(",\"timestamp\":").value(event.path("timestamp"));
        json.ascii(",\"site_id\":").value(event.path("site_id"));
        json.ascii(",\"data\":").value(event.path("data")).ascii("}");
        if (json.length() > maxBodyBytes) {
            throw new InvalidEvent(
                    Reason.TOO_LARGE,
                    prefix,
                    "makes a body of " + json.length() + " bytes; at most " + maxBodyBytes + " are sent");
        }
        return json.bytes();
    }
}
