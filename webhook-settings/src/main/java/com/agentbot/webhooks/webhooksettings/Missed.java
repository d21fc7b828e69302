package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** What webhooks have missed while they were off: counted, and sent when their owner wants it. */
final class Missed {
    /** No request reads like it. */
    private static final String WISH = "missed";

    private final PostgresReplays replays;
    private final StandingInLog log;
    private final ReplayForm form;
    private final Settings.Replays settings;

    Missed(PostgresReplays replays, StandingInLog log, ReplayForm form, Settings.Replays settings) {
        this.replays = replays;
        this.log = log;
        this.form = form;
        this.settings = settings;
    }

    /**
     * How many deliveries were held since the webhook, which is off, was on; with those that it was still to be sent when
     * it was switched off again.
     */
    long count(StoredWebhook webhook) {
        Instant since = replays.heldSince(webhook.siteId(), webhook.id()).orElse(webhook.enabledAt());
        return log.count(webhook.siteId(), form.missed(webhook).heldSince(since))
                .orElse(0);
    }

    /**
     * Begins to send them, with the caller's transaction. What an earlier one had not come to when the webhook was switched
     * off again is part of it.
     */
    Replay send(Connection connection, StoredWebhook off) throws SQLException {
        Replay.Wanted wanted = form.missed(off);
        Instant since = replays.takeOver(connection, off.siteId(), off.id()).orElse(off.enabledAt());
        return replays.start(connection, off.siteId(), wanted.heldSince(since), settings.perSecond(), WISH)
                .replay();
    }
}
