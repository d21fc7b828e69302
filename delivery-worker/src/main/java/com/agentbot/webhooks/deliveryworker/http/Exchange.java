package com.agentbot.webhooks.deliveryworker.http;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A POST on its way to its one answer. Made by any thread, then touched by its event loop only. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final HttpPost post;
    private final Consumer<Answer> whenDone;
    private final long startNanos;
    private @Nullable Stage stage;
    private boolean retried;
    private boolean due;
    private boolean ended;

    /** Who has the POST in hand; told when its time is over. */
    interface Stage {
        /** Gives up, lets go of what it holds, and says what there is to say. */
        void expire(Duration deadline);
    }

    Exchange(HttpPost post, Consumer<Answer> whenDone, long nowNanos) {
        this.post = post;
        this.whenDone = whenDone;
        this.startNanos = nowNanos;
    }

    HttpPost post() {
        return post;
    }

    long startNanos() {
        return startNanos;
    }

    void enter(Stage next) {
        stage = next;
    }

    void expire(Duration deadline) {
        if (stage != null) {
            stage.expire(deadline);
        }
    }

    /** Whether it may go out once more after a pooled connection proved stale; true at most once. */
    boolean mayRetry() {
        boolean first = !retried;
        retried = true;
        return first;
    }

    /** Its time is over: nobody shall begin anything with it. */
    void markDue() {
        due = true;
    }

    boolean isDue() {
        return due;
    }

    boolean ended() {
        return ended;
    }

    void fail(Failure failure, String detail) {
        end(new Answer.Failed(failure, detail, elapsedMillis()));
    }

    /** Tells the answer; the first one counts. */
    void end(Answer answer) {
        if (ended) {
            return;
        }
        ended = true;
        stage = null;
        try {
            whenDone.accept(answer);
        } catch (Throwable e) { // a caller's mistake must not end the event loop that others share
            LOG.error("the answer of a POST could not be handed on", e);
        }
    }

    /** Fails it because the client stops; whoever has it in hand lets go of what it holds. */
    void abandon(String detail) {
        Stage holder = stage;
        fail(Failure.STOPPED, detail);
        if (holder != null) {
            holder.expire(Duration.ZERO);
        }
    }

    long elapsedMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
