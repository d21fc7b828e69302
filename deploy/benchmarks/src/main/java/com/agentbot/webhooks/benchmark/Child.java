package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the run. All that it prints goes into a file. */
final class Child implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int TOLD_CHARACTERS = 4_000;

    private final String name;
    private final Process process;
    private final Path log;

    Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    String name() {
        return name;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Waits until it has printed a line with this in it.
     *
     * @return what the pattern's groups matched
     * @throws IllegalStateException with the end of its output, when it ends first or takes too long
     */
    Matcher awaitPrinted(Pattern pattern) throws InterruptedException {
        return awaitPrinted(pattern, START_PATIENCE);
    }

    Matcher awaitPrinted(Pattern pattern, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            // In this order: what it printed before its end is seen.
            boolean last = !process.isAlive() || System.nanoTime() > end;
            Matcher matcher = pattern.matcher(printed());
            if (matcher.find()) {
                return matcher;
            }
            if (last) {
                throw failure();
            }
            Thread.sleep(PAUSE);
        }
    }

    private IllegalStateException failure() {
        String printed = printed();
        return new IllegalStateException((process.isAlive() ? name + " is not ready" : name + " has ended") + ":\n"
                + printed.substring(Math.max(0, printed.length() - TOLD_CHARACTERS)));
    }

    private String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * To be asked before figures are believed.
     *
     * @throws IllegalStateException with the end of its output, when it has ended
     */
    void checkAlive() {
        if (!process.isAlive()) {
            throw failure();
        }
    }

    /** Ends it as a power cut would; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it without letting it finish its work: nothing is kept. */
    @Override
    public void close() {
        try {
            // The end of its standard input is its sign to go.
            process.getOutputStream().close();
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
