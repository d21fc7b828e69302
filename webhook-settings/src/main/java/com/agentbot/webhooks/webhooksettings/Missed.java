package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.SQLException;

/** What webhooks have missed while they were off: counted, and sent when their owner wants it. */
final class Missed {
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

    /** How many deliveries were held since the webhook, which is off, was on. */
    long count(StoredWebhook webhook) {
        return log.count(webhook.siteId(), form.missed(webhook)).orElse(0);
    }

    /** Begins to send them, with the caller's transaction. */
    Replay send(Connection connection, StoredWebhook off) throws SQLException {
        return replays.start(connection, off.siteId(), form.missed(off), settings.perSecond())
                .replay();
    }
}
