package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the processes of one scenario, each a JVM on this one's class path, with its output in a directory of theirs.
 * Closing it ends all of them.
 */
final class Launcher implements AutoCloseable {
    private final Path directory;
    private final boolean pinned;
    private final List<Child> children = new ArrayList<>();

    /**
     * A launcher that has started nothing yet.
     *
     * @param directory for whatever the processes write
     * @param pinned whether what is measured gets a core of its own
     */
    Launcher(Path directory, boolean pinned) {
        this.directory = directory;
        this.pinned = pinned;
    }

    Path directory() {
        return directory;
    }

    /**
     * What is to be started.
     *
     * @param name as it is called in figures
     * @param main its main class
     * @param measured whether it is the one that the figures are about
     * @param heapMegabytes of the JVM
     * @param variables over those of this process
     */
    record Plan(String name, Class<?> main, boolean measured, int heapMegabytes, Map<String, String> variables) {}

    Child start(Plan plan, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(pin(plan.measured()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.addAll(List.of(
                "-Xmx" + plan.heapMegabytes() + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                plan.main().getName()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(directory, plan.name(), ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The broker at hand speaks plain text, whatever cluster this machine's environment is made for.
        builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_"));
        builder.environment().putAll(plan.variables());
        Child child =
                new Child(plan.name(), builder.redirectOutput(log.toFile()).start(), log);
        children.add(child);
        return child;
    }

    /** For every JVM of the run. */
    private static List<String> options() {
        return Stream.of(System.getProperty("webhooks.java-options", "").split(" ", -1))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private List<String> pin(boolean measured) {
        int cores = Runtime.getRuntime().availableProcessors();
        if (!pinned || cores < 2) {
            return List.of();
        }
        return List.of("taskset", "-c", measured ? Integer.toString(cores - 1) : "0-" + (cores - 2));
    }

    @Override
    public void close() {
        children.reversed().forEach(Child::close);
    }
}
