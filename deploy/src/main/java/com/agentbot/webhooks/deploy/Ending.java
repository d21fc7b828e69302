package com.agentbot.webhooks.deploy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the process ends: everything is stopped first, within a bound, whether it was asked to end or something failed. */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    /** Past this the process ends with what is still running; the next start makes that good. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicInteger exitCode = new AtomicInteger();

    /** From now on SIGINT, SIGTERM and {@link #exit} stop what runs before the process ends. */
    void stopOnSignal(Running running) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(running)));
    }

    private void stop(Running running) {
        Thread stopping = Thread.ofPlatform().name("stop").daemon().start(() -> {
            try {
                running.stop(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            if (!stopping.join(PATIENCE)) {
                LOG.error("not everything stopped within {} s; the next start makes it good", PATIENCE.toSeconds());
                exitCode.compareAndSet(0, 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal that was obeyed is a success; without this the code would be 128 and the signal's number.
        Runtime.getRuntime().halt(exitCode.get());
    }

    @SuppressWarnings("SystemExitOutsideMain") // the main's own end, with its meaning in one place
    void exit(int code) {
        exitCode.set(code);
        System.exit(code);
    }
}
