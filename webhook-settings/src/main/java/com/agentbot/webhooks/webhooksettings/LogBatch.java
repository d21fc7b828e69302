package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a batch of attempts makes of the log: rows that begin, rows that go on. Pure; used by one thread. */
final class LogBatch {
    private final Map<LogRow.Key, LogRow> known = new HashMap<>();
    private final Map<LogRow.Key, LogRow> rows = new LinkedHashMap<>();
    private final List<LogEntry.OfAttempt> fresh = new ArrayList<>();

    /**
     * Begins with what the log holds.
     *
     * @param known at least the rows of those deliveries of the batch that have one
     */
    LogBatch(Collection<LogRow> known) {
        known.forEach(row -> this.known.put(row.key(), row));
    }

    /** Takes the next one in, in the order in which they were read; one that the log holds already changes nothing. */
    void add(LogEntry.OfAttempt entry) {
        Attempt attempt = entry.attempt();
        LogRow.Key key = LogRow.Key.of(attempt);
        LogRow row = rows.getOrDefault(key, known.get(key));
        if (row == null) {
            rows.put(key, LogRow.of(attempt));
        } else if (row.holds(attempt)) {
            return;
        } else {
            rows.put(key, row.with(attempt));
        }
        fresh.add(entry);
    }

    /** The rows of deliveries that the log did not know. */
    List<LogRow> begun() {
        return rows.values().stream()
                .filter(row -> !known.containsKey(row.key()))
                .toList();
    }

    /** The rows that have changed. */
    List<LogRow> changed() {
        return rows.values().stream()
                .filter(row -> known.containsKey(row.key()))
                .toList();
    }

    /** What the log did not hold, in the order in which it was read. */
    List<LogEntry.OfAttempt> fresh() {
        return fresh;
    }
}
