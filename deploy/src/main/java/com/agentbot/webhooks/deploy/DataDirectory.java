package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one running pipeline keeps all it has: {@code kafka/}, {@code postgres/}, {@code streams/}, the key that
 * secrets are encrypted with, the first token. Locked for this process as long as it is open.
 */
final class DataDirectory implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;

    private final Path path;
    private final boolean ephemeral;
    private final FileChannel lock;

    private DataDirectory(Path path, boolean ephemeral, FileChannel lock) {
        this.path = path;
        this.ephemeral = ephemeral;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process alone.
     *
     * @param directory made when it is missing; null for a new one that {@link #close} deletes
     * @throws StartFailure when another process has it or it cannot be written
     */
    static DataDirectory take(@Nullable Path directory) throws IOException, StartFailure {
        if (directory == null) {
            Path fresh = Files.createTempDirectory("agentbot-webhooks-");
            return new DataDirectory(fresh, true, lock(fresh));
        }
        Path path = directory.toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StartFailure(path + " is not a directory. Give another with --data.");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new StartFailure(
                    path + " cannot be made (" + reason(e) + "). Give another data directory with --data.", e);
        }
        return new DataDirectory(path, false, lock(path));
    }

    // The lock lives as long as the channel.
    @SuppressWarnings("resource")
    private static FileChannel lock(Path path) throws IOException, StartFailure {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartFailure(
                    path + " cannot be written (" + reason(e) + "). Give another data directory with --data.", e);
        }
        if (tryLock(channel) == null) {
            String holder = holder(channel);
            channel.close();
            throw new StartFailure("deploy/up already runs on " + path + holder
                    + ". Stop that one, or give this one another directory with --data.");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String id = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return id.matches("[0-9]+") ? " (process " + id + ")" : "";
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    Path path() {
        return path;
    }

    boolean ephemeral() {
        return ephemeral;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    /** Where Kafka Streams keeps its stores. */
    Path streams() {
        return path.resolve("streams");
    }

    Path upJson() {
        return path.resolve("up.json");
    }

    Path tokenFile() {
        return path.resolve("token");
    }

    /** The key of this directory, as {@code SECRET_KEYS} wants it; made at the first call. */
    String secretKeys() throws IOException {
        return readOrMake(path.resolve("secret-keys"), SecretCipher.newKey("local"));
    }

    /** The first token, good for all sites; made at the first call. */
    String token() throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return readOrMake(
                tokenFile(), "agt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    private static String readOrMake(Path file, String fresh) throws IOException {
        if (!Files.exists(file)) {
            writeForOwner(file, fresh + "\n");
        }
        return Files.readString(file).strip();
    }

    /** Writes a file that only the owner may read; others see all of it or nothing. */
    static void writeForOwner(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, forOwner());
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] forOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Gives the directory free, and deletes it when it was made for this run only. */
    @Override
    public void close() throws IOException {
        lock.close();
        if (ephemeral) {
            try (Stream<Path> paths = Files.walk(path)) {
                for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
