package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL: brought to the newest schema at start, used in transactions. Safe for use by many threads. */
final class Database implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Settings.Database settings;
    private volatile @Nullable HikariDataSource pool;

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        /** Works on a connection that commits when this returns and rolls back when this throws. */
        T on(Connection connection) throws SQLException;
    }

    Database(Settings.Database settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "database";
    }

    /**
     * Waits for the database within a bound, and migrates it.
     *
     * @throws StartFailure when it is not there, or does not let us in
     */
    @Override
    public void start() throws StartFailure, InterruptedException {
        awaitConnection();
        HikariDataSource opened = new HikariDataSource(poolSettings());
        pool = opened;
        try {
            Flyway.configure()
                    .dataSource(opened)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartFailure("The database at DATABASE_URL=" + place()
                    + " could not be brought to this version's schema: " + e.getMessage());
        }
    }

    private void awaitConnection() throws StartFailure, InterruptedException {
        long deadline = System.nanoTime() + settings.startWait().toNanos();
        boolean told = false;
        while (true) {
            try (Connection connection = session()) {
                return;
            } catch (SQLException e) {
                if (DatabaseFailure.of(e) instanceof DatabaseFailure.Refused) {
                    throw new StartFailure("The database at DATABASE_URL=" + place() + " refuses us as "
                            + "DATABASE_USER=" + settings.user() + ": " + e.getMessage());
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new StartFailure("No database answers at DATABASE_URL=" + place() + " within "
                            + settings.startWait().toSeconds() + " s (DATABASE_START_WAIT): " + e.getMessage());
                }
                if (!told) {
                    LOG.warn("No database answers at {} yet; waiting for it", place());
                    told = true;
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    /** The URL without its parameters, among which somebody may have put a password. */
    private String place() {
        return settings.url().split("\\?", 2)[0];
    }

    private HikariConfig poolSettings() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("settings");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(connectionProperties());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Math.max(250, settings.patience().toMillis()));
        config.setValidationTimeout(Math.max(250, settings.patience().toMillis()));
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        return config;
    }

    private Properties connectionProperties() {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", seconds(settings.patience()));
        properties.setProperty("loginTimeout", seconds(settings.patience()));
        properties.setProperty("socketTimeout", seconds(settings.statementWait()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "webhook-settings");
        return properties;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    /**
     * Does the work in one transaction. Whatever it throws rolls everything back.
     *
     * @throws DatabaseFailure when the database did not do it; when the connection broke during the commit it may have
     */
    <T extends @Nullable Object> T transaction(Work<T> work) {
        HikariDataSource open = pool;
        if (open == null) {
            throw new IllegalStateException("the database is not started");
        }
        // Closing gives the connection back; the pool rolls back what was not committed.
        try (Connection connection = open.getConnection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /**
     * A connection outside the pool, each statement its own transaction: what is bound to the session, such as an
     * advisory lock, ends for certain when it is closed.
     */
    Connection session() throws SQLException {
        Properties properties = connectionProperties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        return DriverManager.getConnection(settings.url(), properties);
    }

    @Override
    public Optional<String> unready() {
        HikariDataSource open = pool;
        if (open == null) {
            return Optional.of("not started");
        }
        try (Connection connection = open.getConnection()) {
            boolean answers = connection.isValid(
                    (int) TimeUnit.MILLISECONDS.toSeconds(settings.patience().toMillis()) + 1);
            return answers ? Optional.empty() : Optional.of("PostgreSQL does not answer");
        } catch (SQLException e) {
            return Optional.of("PostgreSQL cannot be reached: " + e.getMessage());
        }
    }

    @Override
    public void stop() {
        HikariDataSource open = pool;
        if (open != null) {
            open.close();
        }
    }
}
