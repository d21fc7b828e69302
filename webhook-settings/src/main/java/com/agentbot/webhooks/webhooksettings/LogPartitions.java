package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Loop;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The days of the delivery log: a partition for each day (UTC), made ahead and when a batch needs it, and dropped once its
 * whole day is past the retention. Days outside what is kept go to the default partition.
 */
final class LogPartitions implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(LogPartitions.class);
    private static final String TABLE = "deliveries";
    private static final int DAYS_AHEAD = 3;
    /** Any number that nobody else uses in this database: whoever holds it makes or drops partitions. */
    private static final long LOCK = 0x6c6f_675f_6461_7973L;

    private final Database database;
    private final WebhookHours hours;
    private final Settings.Log settings;
    private final Clock clock;
    private final Set<LocalDate> present = ConcurrentHashMap.newKeySet();
    private final CountDownLatch finished = new CountDownLatch(1);

    LogPartitions(Database database, WebhookHours hours, Settings.Log settings, Clock clock) {
        this.database = database;
        this.hours = hours;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void run() throws InterruptedException {
        do {
            try {
                keepUp();
            } catch (DatabaseFailure.Unavailable e) {
                LOG.warn("The delivery log's partitions could not be looked after; trying again later");
            }
        } while (!finished.await(settings.upkeep().toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void finish() {
        finished.countDown();
    }

    /** Makes the coming days and drops the past ones. */
    void keepUp() {
        LocalDate today = today();
        ensure(today.minusDays(1).datesUntil(today.plusDays(DAYS_AHEAD + 1)).toList());
        dropBefore(firstKept());
    }

    /** Sees to it that the days have partitions; those outside what is kept are left to the default ones. */
    void ensure(Collection<LocalDate> days) {
        Set<LocalDate> missing = new TreeSet<>(days);
        missing.removeAll(present);
        missing.removeIf(day -> day.isBefore(firstKept()) || day.isAfter(today().plusDays(DAYS_AHEAD)));
        if (missing.isEmpty()) {
            return;
        }
        database.transaction(connection -> {
            lock(connection);
            for (LocalDate day : missing) {
                make(connection, day);
            }
            return missing.size();
        });
        present.addAll(missing);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private LocalDate firstKept() {
        return LocalDate.ofInstant(clock.instant().minus(settings.retention()), ZoneOffset.UTC);
    }

    static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private static String name(LocalDate day) {
        return TABLE + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            lock.execute();
        }
    }

    // What the default partition holds of that day has to move, or the new one could not be attached.
    private static void make(Connection connection, LocalDate day) throws SQLException {
        String partition = name(day);
        if (names(connection).contains(partition)) {
            return;
        }
        String from = day + " 00:00:00+00";
        String to = day.plusDays(1) + " 00:00:00+00";
        execute(connection, "CREATE TABLE " + partition + " (LIKE " + TABLE + " INCLUDING ALL)");
        execute(
                connection,
                "WITH moved AS (DELETE FROM " + TABLE + "_default WHERE created_at >= '" + from + "' AND created_at < '"
                        + to + "' RETURNING *) INSERT INTO " + partition + " SELECT * FROM moved");
        execute(
                connection,
                "ALTER TABLE " + TABLE + " ATTACH PARTITION " + partition + " FOR VALUES FROM ('" + from + "') TO ('"
                        + to + "')");
    }

    private void dropBefore(LocalDate first) {
        List<String> dropped = database.transaction(connection -> {
            lock(connection);
            List<String> past = new ArrayList<>();
            for (String partition : names(connection)) {
                if (partition.compareTo(name(first)) < 0) {
                    execute(connection, "DROP TABLE " + partition);
                    past.add(partition);
                }
            }
            execute(connection, "DELETE FROM " + TABLE + "_default WHERE created_at < '" + first + " 00:00:00+00'");
            hours.dropPast(connection);
            execute(connection, "DELETE FROM unreadable_attempts WHERE kept_at < '" + first + " 00:00:00+00'");
            return past;
        });
        present.removeIf(day -> day.isBefore(first));
        if (!dropped.isEmpty()) {
            LOG.info("Dropped from the delivery log: {}", dropped);
        }
    }

    /** The partitions by day. */
    private static List<String> names(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE i.inhparent = ?::regclass AND c.relname ~ '_[0-9]{8}$' ORDER BY 1")) {
            query.setString(1, TABLE);
            ResultSet rows = query.executeQuery();
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    /** For statements that take no parameters; what stands in them is made of dates and of names in this class. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
