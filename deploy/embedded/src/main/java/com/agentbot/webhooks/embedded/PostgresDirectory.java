package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a PostgreSQL keeps its data: the cluster itself, its log, and a lock held as long as this process uses it.
 */
final class PostgresDirectory implements AutoCloseable {
    private static final int LOG_LINES_TOLD = 8;
    private static final long LOG_BYTES_KEPT = 10 << 20;

    private final Path directory;
    private final FileChannel lock;

    private PostgresDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Takes the directory for this process alone. */
    static PostgresDirectory take(Path directory) throws IOException, StartFailure {
        Path home = directory.toAbsolutePath().normalize();
        FileChannel lock;
        try {
            Files.createDirectories(home);
            lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL cannot keep its data in " + home + ": " + e + ".", e);
        }
        if (!locked(lock)) {
            lock.close();
            throw new StartFailure("A PostgreSQL already runs on " + home + ".");
        }
        PostgresDirectory taken = new PostgresDirectory(home, lock);
        taken.trimLog();
        return taken;
    }

    // The lock lives as long as the channel.
    @SuppressWarnings("resource")
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void trimLog() throws IOException {
        Path log = log();
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_KEPT) {
            Files.delete(log);
        }
    }

    Path cluster() {
        return directory.resolve("cluster");
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    ProcessBuilder.Redirect logRedirect() {
        return ProcessBuilder.Redirect.appendTo(log().toFile());
    }

    /** For a person who has to find out why it did not start. */
    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size());
            return "The end of " + log() + ":" + System.lineSeparator() + String.join(System.lineSeparator(), last);
        } catch (IOException e) {
            return "It left no log.";
        }
    }

    /** Ends the server that a killed process has left running here, if there is one. */
    void endOrphan() throws IOException, InterruptedException, StartFailure {
        PostgresOrphan.endIn(cluster());
    }

    /** Notes that a cluster is being made, and throws away one whose making was cut short: nothing was ever in it. */
    void beginFirstStart() throws IOException {
        if (Files.exists(firstStart())) {
            delete(cluster());
        }
        if (!Files.exists(cluster())) {
            Files.write(firstStart(), new byte[0]);
        }
    }

    void endFirstStart() throws IOException {
        Files.deleteIfExists(firstStart());
    }

    private Path firstStart() {
        return directory.resolve("first-start");
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Gives the directory free for others. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
