package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.deliveryworker.http.HeaderLines;
import com.agentbot.webhooks.deliveryworker.http.HttpPost;
import com.agentbot.webhooks.deliveryworker.http.HttpSender;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.RequestHeaders;
import com.agentbot.webhooks.schemas.delivery.Signer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Starts attempts and takes their answers in. Whether a webhook may be sent to is asked when the POST starts, not when
 * its record was read, so that off means off for what has waited in a queue too. Used by one thread; answers may come
 * on any.
 */
final class Attempts {
    private static final HeaderLines.Names HEADERS = new HeaderLines.Names(RequestHeaders.names());

    private final WebhookTable webhooks;
    private final HttpSender sender;
    private final Judge judge;
    private final InstantSource clock;
    private final Duration settingsPatience;
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();

    private record Answered(Work work, Answer answer, long webhookVersion, long startedAtMillis) {}

    /** How an attempt began. */
    sealed interface Start {
        /** A POST is on its way. */
        record Posting() implements Start {}

        /** No POST is made, now or later. */
        record Ended(Ending ending) implements Start {}

        /** Not now: what is known of the webhook is older than the delivery. */
        record NotYet() implements Start {}
    }

    /** How a POST ended. */
    sealed interface Return {
        Work work();

        record Judged(Work work, Ending ending, Endpoint.Reply reply) implements Return {}

        /** It failed for a reason of ours, such as want of room: no attempt was used up. */
        record NotSent(Work work) implements Return {}
    }

    /**
     * Attempts that go out through {@code sender}.
     *
     * @param settingsPatience how long a delivery waits for settings that are at least as new as those it was matched
     *     with
     */
    Attempts(WebhookTable webhooks, HttpSender sender, Judge judge, InstantSource clock, Duration settingsPatience) {
        this.webhooks = webhooks;
        this.sender = sender;
        this.judge = judge;
        this.clock = clock;
        this.settingsPatience = settingsPatience;
    }

    Start start(Work work) {
        long now = clock.millis();
        return switch (webhooks.standing(work.delivery())) {
            case Standing.Active active -> post(work, active, now);
            case Standing.Off() -> held(work, "webhook_disabled", "The webhook is switched off.", now);
            case Standing.Unusable() ->
                held(work, "webhook_unusable", "The webhook cannot be used as it is; we are looking into it.", now);
            case Standing.Deleted() -> new Start.Ended(Ending.unposted(work, new Verdict.Cancelled(), now));
            case Standing.NotYetKnown() ->
                System.nanoTime() - work.receivedAtNanos() < settingsPatience.toNanos()
                        ? new Start.NotYet()
                        : held(work, "webhook_unknown", "The webhook's settings have not arrived.", now);
        };
    }

    private static Start held(Work work, String errorClass, String error, long now) {
        Verdict.Fault fault = new Verdict.Fault(errorClass, error, null);
        return new Start.Ended(Ending.unposted(work, new Verdict.Held(fault), now));
    }

    private Start post(Work work, Standing.Active webhook, long now) {
        byte[] body = work.record().value();
        HeaderLines headers;
        try {
            headers = headers(work.delivery(), webhook.signer(), now / 1000, body);
        } catch (IllegalArgumentException e) {
            // Only the event's type comes from the record, and anybody can write records.
            Verdict unreadable = new Verdict.Unreadable("header event: " + e.getMessage());
            return new Start.Ended(Ending.unposted(work, unreadable, now));
        }
        sender.send(
                new HttpPost(webhook.url(), headers, body),
                answer -> answers.add(new Answered(work, answer, webhook.version(), now)));
        return new Start.Posting();
    }

    private static HeaderLines headers(Delivery delivery, Signer signer, long seconds, byte[] body) {
        String id = delivery.id().toString();
        return HEADERS.with(RequestHeaders.values(id, delivery.eventType(), seconds, signer.sign(id, seconds, body)));
    }

    /** The next POST that has ended, judged; null when none has. */
    @Nullable
    Return next() {
        Answered answered = answers.poll();
        if (answered == null) {
            return null;
        }
        Work work = answered.work();
        if (answered.answer() instanceof Answer.Failed failed
                && failed.failure().ours()) {
            return new Return.NotSent(work);
        }
        Verdict verdict = judge.judge(answered.answer(), work.delivery(), clock.millis());
        if (verdict instanceof Verdict.Gone && !work.isVoid()) {
            webhooks.gone(work.delivery().webhookId(), answered.webhookVersion());
        }
        return new Return.Judged(
                work,
                Ending.posted(work, verdict, answered.answer(), answered.webhookVersion(), answered.startedAtMillis()),
                reply(answered.answer()));
    }

    private static Endpoint.Reply reply(Answer answer) {
        return answer instanceof Answer.Failed failed && failed.failure().silent()
                ? Endpoint.Reply.SILENCE
                : Endpoint.Reply.ANSWERED;
    }

    /** How many POSTs a second the webhook's owner allows; null for no limit, or when it is not known. */
    @Nullable
    Integer perSecond(Work work) {
        return webhooks.standing(work.delivery()) instanceof Standing.Active active ? active.perSecond() : null;
    }
}
