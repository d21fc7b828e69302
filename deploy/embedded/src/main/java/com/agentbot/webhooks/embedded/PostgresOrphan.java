package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL whose parent was killed. It is ended only when the process named in its pid file is a
 * {@code postgres} that works on this very directory: process ids are given anew. A pid file that names some other
 * program is stale, and PostgreSQL would refuse to start because of it.
 */
final class PostgresOrphan {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresOrphan.class);
    private static final long PATIENCE_SECONDS = 10;

    private PostgresOrphan() {}

    static void endIn(Path cluster) throws IOException, InterruptedException, StartFailure {
        Path pidFile = cluster.resolve("postmaster.pid");
        Optional<ProcessHandle> named = named(pidFile);
        if (named.isEmpty()) {
            return;
        }
        if (isPostgresOf(cluster, named.get().info())) {
            end(named.get(), cluster);
        } else if (isSomeOtherProgram(named.get().info())) {
            Files.deleteIfExists(pidFile);
        }
    }

    private static Optional<ProcessHandle> named(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1);
        if (lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    }

    private static boolean isPostgresOf(Path cluster, ProcessHandle.Info process) {
        boolean onCluster = process.arguments()
                .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                .orElse(false);
        return onCluster && process.command().map(PostgresOrphan::isPostgres).orElse(false);
    }

    private static boolean isSomeOtherProgram(ProcessHandle.Info process) {
        return process.command().map(command -> !isPostgres(command)).orElse(false);
    }

    private static boolean isPostgres(String command) {
        return command.endsWith("/postgres") || command.endsWith("\\postgres.exe");
    }

    private static void end(ProcessHandle orphan, Path cluster) throws InterruptedException, StartFailure {
        LOG.warn("Ending the PostgreSQL (process {}) that a killed run has left on {}", orphan.pid(), cluster);
        orphan.destroy();
        if (!ended(orphan)) {
            orphan.destroyForcibly();
            if (!ended(orphan)) {
                throw new StartFailure("A PostgreSQL of an earlier run (process " + orphan.pid() + ") still works on "
                        + cluster + " and cannot be ended. End it by hand.");
            }
        }
    }

    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        }
    }
}
