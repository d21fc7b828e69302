package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Delivery} is written in record headers: one header a component, as UTF-8 text, so that any Kafka tool
 * shows it. Headers it does not know are left alone, so that versions can run side by side.
 */
public final class DeliveryHeaders {
    public static final String DELIVERY_ID = "delivery_id";
    public static final String WEBHOOK_ID = "webhook_id";
    public static final String SITE_ID = "site_id";
    public static final String EVENT = "event";
    public static final String ATTEMPT = "attempt";
    /** The number with which the schedule began; only where that is not 1. */
    public static final String FIRST_ATTEMPT = "first_attempt";

    public static final String DUE_AT = "due_at";
    public static final String EVENT_REF = "event_ref";
    public static final String CREATED_AT = "created_at";
    public static final String WEBHOOK_VERSION = "webhook_version";
    public static final String TRIGGER = "trigger";
    /**
     * Since when an attempt that was due has been waiting for its endpoint, in milliseconds of the Unix epoch; only
     * where it was put off.
     */
    public static final String WAITING_SINCE = "waiting_since";

    /**
     * When its turn is expected among those that wait for the same endpoint, in milliseconds of the Unix epoch; only
     * where more wait than the endpoint takes.
     */
    public static final String TURN_AT = "turn_at";

    private DeliveryHeaders() {}

    /** A fresh set of headers that holds the delivery and nothing else. */
    public static Headers write(Delivery delivery) {
        Headers headers = new RecordHeaders()
                .add(DELIVERY_ID, utf8(delivery.id().toString()))
                .add(WEBHOOK_ID, utf8(delivery.webhookId()))
                .add(SITE_ID, utf8(delivery.siteId()))
                .add(EVENT, utf8(delivery.eventType()))
                .add(ATTEMPT, utf8(Integer.toString(delivery.attempt())))
                .add(DUE_AT, utf8(Long.toString(delivery.dueAtMillis())))
                .add(EVENT_REF, utf8(delivery.event().toString()))
                .add(CREATED_AT, utf8(Long.toString(delivery.createdAtMillis())))
                .add(WEBHOOK_VERSION, utf8(Long.toString(delivery.webhookVersion())))
                .add(TRIGGER, utf8(delivery.trigger().toString()));
        if (delivery.firstAttempt() != 1) {
            headers.add(FIRST_ATTEMPT, utf8(Integer.toString(delivery.firstAttempt())));
        }
        return headers;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UnreadableRecord naming the first header that is absent or makes no sense
     */
    public static Delivery read(Headers headers) throws UnreadableRecord {
        Fields fields = new Fields();
        for (Header header : headers) {
            fields.take(header);
        }
        return fields.toDelivery();
    }

    /** When a waiting delivery is due, in milliseconds of the Unix epoch: all that a scheduler needs to know of it. */
    public static long dueAtMillis(Headers headers) throws UnreadableRecord {
        return number(DUE_AT, text(headers.lastHeader(DUE_AT)));
    }

    /** What {@link #WAITING_SINCE} holds; empty when it is absent or makes no sense. */
    public static OptionalLong waitingSinceMillis(Headers headers) {
        return millisIfAny(headers, WAITING_SINCE);
    }

    /** What {@link #TURN_AT} holds; empty when it is absent or makes no sense. */
    public static OptionalLong turnAtMillis(Headers headers) {
        return millisIfAny(headers, TURN_AT);
    }

    private static OptionalLong millisIfAny(Headers headers, String name) {
        String text = text(headers.lastHeader(name));
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Collects the headers in one pass: looking each up by name would walk the list ten times a record. */
    private static final class Fields {
        private @Nullable String id;
        private @Nullable String webhookId;
        private @Nullable String siteId;
        private @Nullable String eventType;
        private @Nullable String attempt;
        private @Nullable String firstAttempt;
        private @Nullable String dueAt;
        private @Nullable String event;
        private @Nullable String createdAt;
        private @Nullable String webhookVersion;
        private @Nullable String trigger;

        void take(Header header) {
            switch (header.key()) {
                case DELIVERY_ID -> id = text(header);
                case WEBHOOK_ID -> webhookId = text(header);
                case SITE_ID -> siteId = text(header);
                case EVENT -> eventType = text(header);
                case ATTEMPT -> attempt = text(header);
                case FIRST_ATTEMPT -> firstAttempt = text(header);
                case DUE_AT -> dueAt = text(header);
                case EVENT_REF -> event = text(header);
                case CREATED_AT -> createdAt = text(header);
                case WEBHOOK_VERSION -> webhookVersion = text(header);
                case TRIGGER -> trigger = text(header);
                default -> {}
            }
        }

        Delivery toDelivery() throws UnreadableRecord {
            String header = DELIVERY_ID;
            try {
                UUID deliveryId = UUID.fromString(present(header, id));
                int number = numberUpTo(Integer.MAX_VALUE, ATTEMPT, attempt);
                int first = firstAttempt == null ? 1 : numberUpTo(number, FIRST_ATTEMPT, firstAttempt);
                header = EVENT_REF;
                EventRef place = EventRef.parse(present(header, event));
                header = TRIGGER;
                Trigger cause = Trigger.parse(present(header, trigger));
                return new Delivery(
                        deliveryId,
                        present(WEBHOOK_ID, webhookId),
                        present(SITE_ID, siteId),
                        present(EVENT, eventType),
                        number,
                        first,
                        number(DUE_AT, dueAt),
                        place,
                        number(CREATED_AT, createdAt),
                        number(WEBHOOK_VERSION, webhookVersion),
                        cause);
            } catch (IllegalArgumentException e) {
                throw new UnreadableRecord("header " + header + ": " + e.getMessage(), e);
            }
        }
    }

    private static String present(String header, @Nullable String text) throws UnreadableRecord {
        if (text == null || text.isEmpty()) {
            throw new UnreadableRecord("header " + header + " is missing");
        }
        return text;
    }

    private static int numberUpTo(int most, String header, @Nullable String text) throws UnreadableRecord {
        long number = number(header, text);
        if (number < 1 || number > most) {
            throw new UnreadableRecord("header " + header + ": " + number + " is not from 1 to " + most);
        }
        return (int) number;
    }

    private static long number(String header, @Nullable String text) throws UnreadableRecord {
        try {
            return Long.parseLong(present(header, text));
        } catch (NumberFormatException e) {
            throw new UnreadableRecord("header " + header + ": '" + text + "' is no whole number", e);
        }
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
