package com.agentbot.webhooks.deploy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is being started in a thread of its own. */
final class Launch<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

    private final FutureTask<T> task;

    private Launch(FutureTask<T> task) {
        this.task = task;
    }

    static <T> Launch<T> begin(String name, Callable<T> start) {
        FutureTask<T> task = new FutureTask<>(start);
        Thread.ofPlatform().name(name + "-start").daemon().start(task);
        return new Launch<>(task);
    }

    /**
     * What has been started.
     *
     * @throws Exception what the start has thrown
     */
    T await() throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Returns once each has ended its start, well or not: none may come up behind the back of a start that failed. */
    static void settle(List<? extends Launch<?>> launches) throws InterruptedException {
        for (Launch<?> launch : launches) {
            try {
                launch.task.get();
            } catch (ExecutionException e) {
                LOG.debug("told to whoever awaits it", e);
            }
        }
    }
}
