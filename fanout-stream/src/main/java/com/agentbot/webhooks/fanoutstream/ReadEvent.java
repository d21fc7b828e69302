package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.event.ProducerId;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Judges a record that should be an event. Whatever it holds, something comes of it, and never an exception. */
final class ReadEvent extends ContextualProcessor<byte[], byte[], byte[], Reading> {
    private static final int MAX_ERROR_CHARACTERS = 1_000;
    /** What a batch and a record take beside key, value and headers, and a length of up to 5 bytes a part. */
    private static final int OVERHEAD_BYTES = 128;

    private final EventReader reader;
    private final HomePartition home;
    private final int maxRecordBytes;
    private final FanoutMetrics metrics;

    /**
     * A reader of one task's records.
     *
     * @param maxRecordBytes the largest record that can be written
     */
    ReadEvent(EventReader reader, HomePartition home, int maxRecordBytes, FanoutMetrics metrics) {
        this.reader = reader;
        this.home = home;
        this.maxRecordBytes = maxRecordBytes;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        EventRef place = place();
        try {
            String about = about(place, record.headers());
            forward(
                    place,
                    ArrivedEvent.read(reader, record.headers(), record.value(), place, record.timestamp(), about));
        } catch (InvalidEvent e) {
            forwardInvalid(record, place, e.reason(), String.valueOf(e.getMessage()));
        } catch (ProducerId.Malformed e) {
            forwardInvalid(record, place, "malformed_id", String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // A gap in the reader: it must cost this one event, not the stream.
            forwardInvalid(record, place, "unreadable", "the event cannot be read: " + e);
        }
    }

    private EventRef place() {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        return new EventRef(place.topic(), place.partition(), place.offset());
    }

    /** Only of events that we have written ourselves: a producer's header of this name means something else. */
    private static @Nullable String about(EventRef place, Headers headers) {
        Header about = place.topic().equals(Topics.OPERATIONS) ? headers.lastHeader(DeliveryHeaders.WEBHOOK_ID) : null;
        return about == null || about.value() == null ? null : new String(about.value(), UTF_8);
    }

    private void forward(EventRef place, ArrivedEvent arrived) {
        byte[] siteId = arrived.event().siteId().getBytes(UTF_8);
        boolean away = home.isAwayFrom(place.partition(), arrived.event());
        metrics.accepted(away);
        Reading reading = away ? new Reading.Misplaced(arrived) : new Reading.AtHome(arrived);
        context().forward(new Record<>(siteId, reading, context().currentSystemTimeMs(), new RecordHeaders()));
    }

    private void forwardInvalid(Record<byte[], byte[]> record, EventRef place, String reason, String error) {
        metrics.invalid(reason);
        long now = context().currentSystemTimeMs();
        RecordHeaders why = new RecordHeaders();
        FailureHeaders.set(why, FailureHeaders.REASON, reason);
        FailureHeaders.set(why, FailureHeaders.ERROR, shortened(error));
        FailureHeaders.set(why, FailureHeaders.FAILED_AT, now);
        FailureHeaders.set(why, FailureHeaders.ORIGIN, place);
        // Added at the end, so that a header of the producer's own with the same name is kept too.
        Headers headers = new RecordHeaders(record.headers());
        why.forEach(headers::add);
        if (bytes(record.key()) + bytes(record.value()) + bytes(headers) + OVERHEAD_BYTES <= maxRecordBytes) {
            context().forward(new Record<>(record.key(), new Reading.Invalid(record.value()), now, headers));
        } else {
            context().forward(new Record<>(null, new Reading.Invalid(null), now, withoutContent(why)));
        }
    }

    /** A compressed record may unpack to more than can be written again; its bytes stay where the origin says. */
    private Headers withoutContent(RecordHeaders why) {
        FailureHeaders.set(
                why,
                FailureHeaders.ERROR,
                String.format(
                        Locale.ROOT,
                        "the record is larger than the %,d bytes that can be written; its bytes are at its origin",
                        maxRecordBytes));
        FailureHeaders.set(why, FailureHeaders.REASON, "record_too_large");
        return why;
    }

    private static String shortened(String error) {
        return error.length() <= MAX_ERROR_CHARACTERS ? error : error.substring(0, MAX_ERROR_CHARACTERS) + "…";
    }

    private static long bytes(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static long bytes(Headers headers) {
        long sum = 0;
        for (Header header : headers) {
            // Three bytes a character is the most that UTF-8 takes of a Java string; two lengths go before each.
            sum += 3L * header.key().length() + bytes(header.value()) + 10;
        }
        return sum;
    }
}
