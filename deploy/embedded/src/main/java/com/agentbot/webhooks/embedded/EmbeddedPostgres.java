package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of its own for this process, listening on 127.0.0.1 only. It keeps its data in one directory, also
 * through a kill; one that a killed run has left running there is ended first.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "postgres";
    private static final String DATABASE = "postgres";
    /** Bounds the recovery after a kill. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private static final int FREE_PORTS_FROM = 20_000;
    private static final int FREE_PORTS_TO = 32_000;
    private static final int FREE_PORT_TRIES = 100;

    private final PostgresDirectory home;
    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(PostgresDirectory home, io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.home = home;
        this.server = server;
    }

    /**
     * Returns once it answers queries. A directory that an earlier run has filled is gone on with, on whichever port.
     *
     * @param directory made when it is missing; of one running PostgreSQL at a time
     * @param port 0 takes a free one
     * @throws StartFailure when the directory is in use or PostgreSQL does not start, with the end of its own log
     */
    public static EmbeddedPostgres start(Path directory, int port) throws Exception {
        PostgresDirectory home = PostgresDirectory.take(directory);
        try {
            home.endOrphan();
            home.beginFirstStart();
            var server = run(home, free(port));
            home.endFirstStart();
            return new EmbeddedPostgres(home, server);
        } catch (StartFailure | IOException | InterruptedException | RuntimeException e) {
            home.endOrphan();
            home.close();
            throw e;
        }
    }

    /**
     * The port, or a free one. PostgreSQL binds it itself, seconds later when the cluster is yet to be made; so a free
     * one is from where no operating system takes the ports of outgoing connections.
     */
    private static int free(int port) throws StartFailure {
        for (int tries = 1; tries < FREE_PORT_TRIES && port == 0; tries++) {
            try {
                return bindable(ThreadLocalRandom.current().nextInt(FREE_PORTS_FROM, FREE_PORTS_TO));
            } catch (StartFailure e) {
                LOG.debug("another one, then", e);
            }
        }
        return bindable(port);
    }

    private static int bindable(int port) throws StartFailure {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL cannot listen on 127.0.0.1:" + port + ": " + e.getMessage() + ".", e);
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres run(PostgresDirectory home, int port)
            throws StartFailure {
        try {
            return builder(home, port).start();
        } catch (IOException | RuntimeException e) {
            throw new StartFailure("PostgreSQL did not start in " + home.cluster() + ". " + home.endOfLog(), e);
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder(
            PostgresDirectory home, int port) {
        return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(home.cluster())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START_PATIENCE)
                // A file, because a pipe to a killed process would end the server in the middle of a line.
                .setOutputRedirector(home.logRedirect())
                .setErrorRedirector(home.logRedirect())
                // The same everywhere, whatever locales the machine has.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // The library switches durability off; what we acknowledge has to outlive the machine's fall.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "60");
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
    }

    public String user() {
        return USER;
    }

    /** Any password would do: everyone on this machine is trusted. */
    public String password() {
        return USER;
    }

    /** Stops it cleanly and keeps the data. A second call does nothing. */
    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            home.close();
        }
    }
}
