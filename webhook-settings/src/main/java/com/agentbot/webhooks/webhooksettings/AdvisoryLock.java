package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Locks in PostgreSQL by which instances agree who does a job. One is held until its session ends. */
enum AdvisoryLock {
    // Any numbers that nobody else uses in this database.
    OUTBOX(0x6167_656e_7462_6f74L),
    REPLAYS(0x7265_706c_6179_7321L);

    private final long key;

    AdvisoryLock(long key) {
        this.key = key;
    }

    long key() {
        return key;
    }

    /** False when another session holds it. */
    boolean take(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            query.setLong(1, key);
            ResultSet row = query.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }
}
