package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code deploy/webhooks} as a process of its own, and what it says. */
final class CommandLineRun implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandLineRun(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Begins.
     *
     * @param home below which {@code data/up.json} lies
     */
    static CommandLineRun begin(Path home, Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile("cli", ".out");
        Path err = Files.createTempFile("cli", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dwebhooks.home=" + home,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.agentbot.webhooks.cli.Webhooks"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Nobody sits there to answer a question.
        process.getOutputStream().close();
        return new CommandLineRun(process, out, err);
    }

    /** Runs it to its end. */
    static CommandLineRun of(Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        CommandLineRun run = begin(home, environment, arguments);
        run.exitCode();
        return run;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the command did not end within a minute");
        }
        return process.exitValue();
    }

    /** What Ctrl-C does; the exit code then. */
    int interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return exitCode();
    }

    String out() throws IOException {
        return Files.readString(out, UTF_8);
    }

    String err() throws IOException {
        return Files.readString(err, UTF_8);
    }

    JsonNode json() throws IOException {
        return JSON.readTree(out());
    }

    /** One value a line; a line that is not whole yet is left out. */
    List<JsonNode> jsonLines() throws IOException {
        String text = out();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
