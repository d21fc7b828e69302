package com.agentbot.webhooks.servicekit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part that is one thread of its own. A failure of the thread is reported and ends the process; it never dies unseen. */
public final class Loop implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** What the thread does. */
    public interface Work {
        /** Works until {@link #finish} is called. Whatever it throws ends the process. */
        void run() throws Exception;

        /** Asks {@link #run} to return soon; called from another thread, at most once. */
        void finish();

        /** Why the work cannot be done at present, as in {@link Part#unready}; called from any thread. */
        default Optional<String> unready() {
            return Optional.empty();
        }
    }

    private final String name;
    private final Service.Failures failures;
    private final Duration patience;
    private final Work work;
    private @Nullable Thread thread;

    /**
     * A loop that does not run yet.
     *
     * @param patience how long a stop waits for the work to finish before it interrupts the thread
     */
    public Loop(String name, Service.Failures failures, Duration patience, Work work) {
        this.name = name;
        this.failures = failures;
        this.patience = patience;
        this.work = work;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    @Override
    public Optional<String> unready() {
        return work.unready();
    }

    private void run() {
        try {
            work.run();
        } catch (InterruptedException e) {
            LOG.warn("{} was interrupted before it had finished", name);
        } catch (Throwable e) {
            failures.report(name, e);
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        work.finish();
        try {
            if (!running.join(patience)) {
                LOG.warn("{} did not finish within {} and is interrupted", name, patience);
                running.interrupt();
                boolean ended = running.join(patience);
                if (!ended) {
                    LOG.error("{} still runs", name);
                }
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
