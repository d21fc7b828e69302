package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The processes and files of one scenario. Nothing of them is left when it is closed or this process is asked to end. */
final class Workplace implements AutoCloseable {
    private final Launcher launcher;
    private final Path directory;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Workplace(Launcher launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
    }

    /**
     * A workplace with nothing in it.
     *
     * @param pinned as in {@link Launcher}
     */
    static Workplace make(boolean pinned) throws IOException {
        Path directory = Files.createTempDirectory("webhooks-benchmark");
        Workplace workplace = new Workplace(new Launcher(directory, pinned), directory);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(workplace::close));
        return workplace;
    }

    Launcher launcher() {
        return launcher;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        launcher.close();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
