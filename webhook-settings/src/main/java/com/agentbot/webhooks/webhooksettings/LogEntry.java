package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of the attempts topic is to the delivery log. */
sealed interface LogEntry {
    /** The record itself. */
    ConsumerRecord<byte[], byte[]> record();

    /** An attempt that can be kept. */
    record OfAttempt(ConsumerRecord<byte[], byte[]> record, Attempt attempt) implements LogEntry {}

    /**
     * A record that makes no sense; it is kept as it is.
     *
     * @param reason for a person
     */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String reason) implements LogEntry {}

    /** Far more than any id or name of ours has, and as much as an index of PostgreSQL can hold for certain. */
    int NAME_CHARACTERS = 300;
    /** The end of the year 9999 in milliseconds of the Unix epoch: what every part of this service can write. */
    long LAST_MILLIS = 253_402_300_799_999L;

    /** Reads a record, and judges whether PostgreSQL can keep it. */
    static LogEntry of(ConsumerRecord<byte[], byte[]> record) {
        try {
            Attempt attempt = AttemptJson.read(record.value());
            checkNames(attempt);
            checkTime("created_at", attempt.createdAtMillis());
            checkTime("at", attempt.atMillis());
            if (attempt.nextAttemptAtMillis() != null) {
                checkTime("next_attempt_at", attempt.nextAttemptAtMillis());
            }
            return new OfAttempt(record, attempt);
        } catch (UnreadableRecord | ArithmeticException e) {
            return new Unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    private static void checkNames(Attempt attempt) throws UnreadableRecord {
        Map<String, String> names = Map.of(
                "webhook_id", attempt.webhookId(),
                "site_id", attempt.siteId(),
                "event", attempt.eventType(),
                "event_ref", attempt.event().toString());
        for (Map.Entry<String, String> name : names.entrySet()) {
            String text = name.getValue();
            if (text.length() > NAME_CHARACTERS || !text.equals(StorableText.of(text))) {
                throw new UnreadableRecord("field " + name.getKey() + " is no name");
            }
        }
    }

    private static void checkTime(String field, long millis) throws UnreadableRecord {
        if (millis < 0 || millis > LAST_MILLIS) {
            throw new UnreadableRecord("field " + field + ": " + millis + " is no time");
        }
    }
}
