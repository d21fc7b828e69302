package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The records that an {@link Ending} leaves behind. Pure. */
final class EndingRecords {
    /** All attempts are used up. */
    static final String EXHAUSTED = "exhausted";

    static final String UNREADABLE = "unreadable";
    /** The endpoint took none for too long. */
    static final String EXPIRED = "expired";

    private EndingRecords() {}

    /**
     * The ending's records, in the order in which they are to be written.
     *
     * @param nowMillis for dead letters: when it was given up, in milliseconds of the Unix epoch
     */
    static List<ProducerRecord<byte[], byte[]>> of(Ending ending, long nowMillis) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(2);
        Delivery delivery = ending.delivery();
        Optional<Outcome> outcome = outcome(ending.verdict());
        if (delivery != null && outcome.isPresent()) {
            records.add(attempt(ending, delivery, outcome.get()));
        }
        switch (ending.verdict()) {
            case Verdict.Delivered() -> {}
            case Verdict.Held held -> {}
            case Verdict.Gone gone -> {}
            case Verdict.Cancelled() -> {}
            case Verdict.InVain inVain -> {}
            case Verdict.Moved() -> records.add(moved(ending.record()));
            case Verdict.Postponed postponed -> records.add(postponed(ending.record(), postponed));
            case Verdict.Expired(Verdict.Fault fault) ->
                records.add(deadLetter(ending.record(), EXPIRED, fault, nowMillis));
            case Verdict.Retry retry -> records.add(retry(ending.record(), retry));
            case Verdict.DeadLetter(Verdict.Fault fault) ->
                records.add(deadLetter(ending.record(), EXHAUSTED, fault, nowMillis));
            case Verdict.Unreadable(String error) ->
                records.add(
                        deadLetter(ending.record(), UNREADABLE, new Verdict.Fault(UNREADABLE, error, null), nowMillis));
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> moved(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(Topics.DELIVERIES_SLOW, null, record.key(), record.value(), record.headers());
    }

    private static ProducerRecord<byte[], byte[]> postponed(
            ConsumerRecord<byte[], byte[]> record, Verdict.Postponed postponed) {
        Headers headers = new RecordHeaders(record.headers());
        replace(headers, DeliveryHeaders.DUE_AT, Long.toString(postponed.dueAtMillis()));
        replace(headers, DeliveryHeaders.WAITING_SINCE, Long.toString(postponed.sinceMillis()));
        headers.remove(DeliveryHeaders.TURN_AT);
        postponed.turnAtMillis().ifPresent(turn -> replace(headers, DeliveryHeaders.TURN_AT, Long.toString(turn)));
        return new ProducerRecord<>(postponed.tier().topic(), null, record.key(), record.value(), headers);
    }

    private static ProducerRecord<byte[], byte[]> retry(ConsumerRecord<byte[], byte[]> record, Verdict.Retry retry) {
        Headers headers = new RecordHeaders(record.headers());
        int next = attemptOf(record) + 1;
        replace(headers, DeliveryHeaders.ATTEMPT, Integer.toString(next));
        replace(headers, DeliveryHeaders.DUE_AT, Long.toString(retry.dueAtMillis()));
        headers.remove(DeliveryHeaders.WAITING_SINCE);
        headers.remove(DeliveryHeaders.TURN_AT);
        return new ProducerRecord<>(retry.tier().topic(), null, record.key(), record.value(), headers);
    }

    private static int attemptOf(ConsumerRecord<byte[], byte[]> record) {
        return Integer.parseInt(
                new String(record.headers().lastHeader(DeliveryHeaders.ATTEMPT).value(), UTF_8));
    }

    private static void replace(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> record, String reason, Verdict.Fault fault, long nowMillis) {
        Headers headers = new RecordHeaders(record.headers());
        FailureHeaders.set(headers, FailureHeaders.REASON, reason);
        FailureHeaders.set(headers, FailureHeaders.ERROR, fault.error());
        FailureHeaders.set(headers, FailureHeaders.ERROR_CLASS, fault.errorClass());
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, fault.statusCode());
        FailureHeaders.set(headers, FailureHeaders.FAILED_AT, nowMillis);
        FailureHeaders.set(
                headers, FailureHeaders.ORIGIN, record.topic() + "-" + record.partition() + "-" + record.offset());
        return new ProducerRecord<>(Topics.DEAD_LETTER, null, record.key(), record.value(), headers);
    }

    private static ProducerRecord<byte[], byte[]> attempt(Ending ending, Delivery delivery, Outcome outcome) {
        Verdict.Fault fault = faultOf(ending.verdict());
        Attempt attempt = new Attempt(
                delivery.id(),
                delivery.webhookId(),
                delivery.siteId(),
                delivery.eventType(),
                delivery.event(),
                delivery.createdAtMillis(),
                delivery.attempt(),
                delivery.firstAttempt(),
                delivery.trigger(),
                ending.atMillis(),
                outcome,
                statusCode(ending.answer()),
                ending.answer() == null ? null : ending.answer().durationMillis(),
                responseHeaders(ending.answer()),
                responseBody(ending.answer()),
                fault == null ? null : fault.errorClass(),
                fault == null ? null : fault.error(),
                nextAttemptAt(ending.verdict()),
                ending.webhookVersion());
        return new ProducerRecord<>(Topics.ATTEMPTS, delivery.webhookId().getBytes(UTF_8), AttemptJson.write(attempt));
    }

    /** What the log is told; empty for what it need not know of. */
    static Optional<Outcome> outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered() -> Optional.of(Outcome.DELIVERED);
            case Verdict.Retry retry -> Optional.of(Outcome.RETRY);
            case Verdict.DeadLetter deadLetter -> Optional.of(Outcome.FAILED);
            case Verdict.InVain inVain -> Optional.of(Outcome.FAILED);
            case Verdict.Moved() -> Optional.empty();
            case Verdict.Postponed postponed -> Optional.of(Outcome.POSTPONED);
            case Verdict.Expired expired -> Optional.of(Outcome.FAILED);
            case Verdict.Held held -> Optional.of(Outcome.HELD);
            case Verdict.Gone gone -> Optional.of(Outcome.GONE);
            case Verdict.Cancelled() -> Optional.of(Outcome.CANCELLED);
            case Verdict.Unreadable unreadable -> Optional.of(Outcome.FAILED);
        };
    }

    private static @Nullable Long nextAttemptAt(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Retry retry -> (Long) retry.dueAtMillis();
            case Verdict.Postponed postponed -> (Long) postponed.dueAtMillis();
            default -> null;
        };
    }

    private static Verdict.@Nullable Fault faultOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered() -> null;
            case Verdict.Moved() -> null;
            case Verdict.Postponed postponed -> postponed.fault();
            case Verdict.Expired(Verdict.Fault fault) -> fault;
            case Verdict.Retry retry -> retry.fault();
            case Verdict.DeadLetter(Verdict.Fault fault) -> fault;
            case Verdict.InVain(Verdict.Fault fault) -> fault;
            case Verdict.Held(Verdict.Fault fault) -> fault;
            case Verdict.Gone gone -> gone.fault();
            case Verdict.Cancelled() -> new Verdict.Fault("webhook_deleted", "The webhook was deleted.", null);
            case Verdict.Unreadable(String error) -> new Verdict.Fault(UNREADABLE, error, null);
        };
    }

    private static @Nullable Integer statusCode(@Nullable Answer answer) {
        return answer instanceof Answer.Responded responded ? (Integer) responded.statusCode() : null;
    }

    private static @Nullable String responseHeaders(@Nullable Answer answer) {
        return answer instanceof Answer.Responded responded ? responded.headers() : null;
    }

    /** As text: what is no UTF-8 is shown by replacement characters. */
    private static @Nullable String responseBody(@Nullable Answer answer) {
        return answer instanceof Answer.Responded responded ? new String(responded.body(), UTF_8) : null;
    }
}
