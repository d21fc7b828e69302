package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one instance at a time do a job: the one that holds a lock in PostgreSQL. With database or Kafka in trouble the job
 * is begun again after a pause, from the lock on; that is told once, and once when it is over. Used by the job's thread, but
 * for {@link #finish}.
 */
final class Leader {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

    private final Database database;
    private final AdvisoryLock lock;
    private final Pauses pauses;
    private final Words words;
    private volatile boolean finished;
    private boolean degraded;

    /** What is done by whoever leads. */
    @FunctionalInterface
    interface Job {
        /**
         * Works until {@link #isFinished}.
         *
         * @param session holds the lock; whoever it breaks under leads no more
         */
        void lead(Connection session) throws SQLException, InterruptedException;
    }

    /**
     * Between tries.
     *
     * @param lock to have the lock
     * @param retry to begin again after a failure
     */
    record Pauses(Duration lock, Duration retry) {}

    /**
     * What is told.
     *
     * @param trouble such as: Changes of webhooks cannot be published at present
     * @param recovery such as: Changes of webhooks are published again
     */
    record Words(String trouble, String recovery) {}

    Leader(Database database, AdvisoryLock lock, Pauses pauses, Words words) {
        this.database = database;
        this.lock = lock;
        this.pauses = pauses;
        this.words = words;
    }

    /** Leads whenever it can, until it is finished. */
    void run(Job job) throws InterruptedException {
        while (!finished) {
            try {
                leadOnce(job);
            } catch (SQLException | DatabaseFailure | KafkaException e) {
                tell(e);
                Thread.sleep(pauses.retry());
            }
        }
    }

    private void leadOnce(Job job) throws SQLException, InterruptedException {
        try (Connection session = database.session()) {
            while (!finished && !lock.take(session)) {
                Thread.sleep(pauses.lock());
            }
            if (!finished) {
                job.lead(session);
            }
        }
    }

    private void tell(Exception e) {
        // On the way out a broken wait is how the job is told to end.
        if (!degraded && !finished) {
            LOG.warn("{}; trying on: {}", words.trouble(), e.toString());
            degraded = true;
        }
    }

    /** Some of the job has been done. */
    void succeeded() {
        if (degraded) {
            LOG.info("{}", words.recovery());
            degraded = false;
        }
    }

    /** Ends the job soon; from any thread. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }
}
