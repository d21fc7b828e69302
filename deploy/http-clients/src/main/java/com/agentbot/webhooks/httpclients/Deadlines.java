package com.agentbot.webhooks.httpclients;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One deadline over all of a POST, for clients that have none. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("deadlines").unstarted(task));

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs the task when the time is over, unless it is cancelled before. */
    Future<?> after(Runnable giveUp) {
        return timer.schedule(giveUp, Client.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
