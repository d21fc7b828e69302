package com.agentbot.webhooks.webhooksettings;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;

/**
 * Holds the answer to a change back until the pipeline can be expected to know it, so that an event sent right after the
 * answer finds its webhook. Never longer than the bound: the change itself is safe.
 */
final class Settlement {
    /** How often to look whether another instance has published. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Database database;
    private final Publication publication;
    private final Settings.Outbox settings;

    Settlement(Database database, Publication publication, Settings.Outbox settings) {
        this.database = database;
        this.publication = publication;
        this.settings = settings;
    }

    /**
     * Returns once the version is published and the readers had time to read it, or the bound is reached.
     *
     * @return whether the change is in force; when not, it is kept and will be published as soon as that is possible
     */
    boolean await(long version) throws InterruptedException {
        boolean published = published(version);
        if (published) {
            Thread.sleep(settings.settleTime());
        }
        return published;
    }

    private boolean published(long version) throws InterruptedException {
        long deadline = System.nanoTime() + settings.publishWait().toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            Duration look = Duration.ofNanos(Math.min(left, LOOK.toNanos()));
            if (publication.awaitPublished(version, look) || publishedElsewhere(version)) {
                return true;
            }
        }
    }

    private boolean publishedElsewhere(long version) {
        try {
            return database.transaction(connection -> {
                try (PreparedStatement query =
                        connection.prepareStatement("SELECT NOT EXISTS (SELECT FROM outbox WHERE version <= ?)")) {
                    query.setLong(1, version);
                    ResultSet row = query.executeQuery();
                    return row.next() && row.getBoolean(1);
                }
            });
        } catch (DatabaseFailure e) {
            return false;
        }
    }
}
