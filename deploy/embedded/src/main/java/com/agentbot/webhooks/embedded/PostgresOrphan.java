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
 * {@code postgres} that works on this very directory: process ids are given anew.
 */
final class PostgresOrphan {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresOrphan.class);
    private static final long PATIENCE_SECONDS = 10;

    private PostgresOrphan() {}

    static void endIn(Path cluster) throws IOException, InterruptedException, StartFailure {
        Optional<ProcessHandle> found = find(cluster);
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle orphan = found.get();
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

    private static Optional<ProcessHandle> find(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1);
        if (lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> worksOn(process.info(), cluster));
    }

    private static boolean worksOn(ProcessHandle.Info process, Path cluster) {
        boolean postgres = process.command()
                .map(command -> command.endsWith("/postgres") || command.endsWith("\\postgres.exe"))
                .orElse(false);
        return postgres
                && process.arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                        .orElse(false);
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
