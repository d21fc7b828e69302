package com.agentbot.webhooks.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Fills the delivery log with deliveries of thirty days, straight into its tables, and asks PostgreSQL how it is read. */
final class LogFill implements AutoCloseable {
    static final int DAYS = 30;

    private static final String WEBHOOKS = """
            INSERT INTO webhooks (id, site_id, url, events, enabled, secret_key_ids, sealed_secrets, created_at, updated_at,
              version, enabled_at, url_version, secrets_version)
            SELECT 'wh_filled_' || n, 'site_filled_' || n % ?, 'https://example.com/hook', '{message.created}', true, '{}',
              '{}', now(), now(), -n, now(), 0, 0
            FROM generate_series(0, ? - 1) AS n
            """;
    /** Of a hundred, one failed, one waits, one is held; the others are delivered. */
    private static final String DELIVERIES = """
            INSERT INTO deliveries (id, created_at, webhook_id, site_id, event, event_ref, status, attempt_count, last_number,
              last_status_code, next_attempt_at, last_at, last_error_class, attempts)
            SELECT gen_random_uuid(), at, 'wh_filled_' || n % ?, 'site_filled_' || n % ? % ?, 'message.created',
              'agentbot.events-0-' || n, status, 1, 1, code,
              CASE WHEN status = 'pending' THEN now() + interval '1 hour' END, at,
              CASE WHEN status <> 'delivered' THEN 'status' END,
              json_build_array(json_build_object('number', 1, 'trigger', 'schedule', 'at', 1764163305123, 'outcome', status,
                'status_code', code, 'duration_ms', 5, 'response_headers', E'Content-Type: text/plain\\n',
                'response_body', 'ok', 'webhook_version', 7))
            FROM (SELECT n, CAST(? AS timestamptz) + n * (interval '1 day' / ?) AS at,
                CASE n / ? % 100 WHEN 7 THEN 'failed' WHEN 8 THEN 'pending' WHEN 9 THEN 'held' ELSE 'delivered' END AS status,
                CASE n / ? % 100 WHEN 7 THEN 500 WHEN 8 THEN 503 WHEN 9 THEN NULL ELSE 200 END AS code
              FROM generate_series(0, ? - 1) AS n) AS made
            """;

    private static final String HOURS = """
            INSERT INTO webhook_hours SELECT 'wh_filled_' || w, date_trunc('hour', now()) - h * interval '1 hour', 400, 10
            FROM generate_series(0, ? - 1) AS w, generate_series(0, 24) AS h
            """;
    /** What the sessions have read of the log's partitions without an index; those of the days to come are empty. */
    private static final String READ = """
            SELECT coalesce(sum(seq_tup_read), 0)::bigint
            FROM pg_stat_user_tables WHERE relname LIKE 'deliveries\\_%'
            """;

    private final Connection connection;
    private final int webhooks;
    private final int sites;

    LogFill(Map<String, String> database, int webhooks, int sites) throws SQLException {
        this.connection = DriverManager.getConnection(
                database.get("DATABASE_URL"), database.get("DATABASE_USER"), database.get("DATABASE_PASSWORD"));
        this.webhooks = webhooks;
        this.sites = sites;
    }

    String webhook(int number) {
        return "/v1/sites/site_filled_" + number % sites + "/webhooks/wh_filled_" + number;
    }

    /** Adds webhooks, and so many deliveries spread evenly over them and over the days before today. */
    void fill(long deliveries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(WEBHOOKS)) {
            insert.setInt(1, sites);
            insert.setInt(2, webhooks);
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(HOURS)) {
            insert.setInt(1, webhooks);
            insert.executeUpdate();
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (LocalDate day = today.minusDays(DAYS); day.isBefore(today); day = day.plusDays(1)) {
            makePartition(day);
            fillDay(day, deliveries / DAYS);
        }
        execute("VACUUM ANALYZE deliveries");
        execute("CHECKPOINT");
    }

    private void makePartition(LocalDate day) throws SQLException {
        execute("CREATE TABLE IF NOT EXISTS deliveries_" + DateTimeFormatter.BASIC_ISO_DATE.format(day)
                + " PARTITION OF deliveries FOR VALUES FROM ('" + day + " 00:00:00+00') TO ('" + day.plusDays(1)
                + " 00:00:00+00')");
    }

    private void fillDay(LocalDate day, long deliveries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(DELIVERIES)) {
            insert.setInt(1, webhooks);
            insert.setInt(2, webhooks);
            insert.setInt(3, sites);
            insert.setString(4, day + " 00:00:00+00");
            insert.setLong(5, deliveries + 1);
            insert.setInt(6, webhooks);
            insert.setInt(7, webhooks);
            insert.setLong(8, deliveries);
            insert.executeUpdate();
        }
    }

    /** The rows that were read without an index up to now. Sessions hand that in when they have been idle for a moment. */
    long scanned() throws SQLException, InterruptedException {
        Thread.sleep(1_500);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
