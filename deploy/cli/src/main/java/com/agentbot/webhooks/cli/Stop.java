package com.agentbot.webhooks.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, as what goes on until then sees it: the thing at hand is finished, and nothing new begun. */
final class Stop {
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile boolean listening;

    /** From now on somebody asks for it now and then. */
    void listen() {
        listening = true;
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits; true when it is time to end. */
    boolean within(Duration pause) throws InterruptedException {
        return asked.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    void ask() {
        asked.countDown();
    }

    /** Everything is told. */
    void done() {
        heard.countDown();
    }

    /** Asks for it, and waits a while for those who listen; false when nobody does, took too long, or had ended before. */
    boolean endsInGoodOrder() throws InterruptedException {
        if (heard.getCount() == 0) {
            return false;
        }
        ask();
        return listening && heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
