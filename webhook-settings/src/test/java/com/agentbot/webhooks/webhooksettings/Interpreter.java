package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Runs programs of the languages that customers write in, where this machine can. */
final class Interpreter {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Interpreter() {}

    /** Skips the rest of a test, loudly, where the language is missing. */
    static void assume(Snippet snippet) {
        List<String> missing = needs(snippet).stream()
                .filter(program -> !Files.isExecutable(Path.of(program)))
                .filter(program -> Arrays.stream(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .noneMatch(directory -> Files.isExecutable(Path.of(directory, program))))
                .toList();
        if (!missing.isEmpty() && TOLD.add(snippet.language())) {
            System.err.println("NOT TESTED: how signatures are verified in " + snippet.name() + ", for want of "
                    + String.join(" and ", missing) + ".");
        }
        assumeTrue(missing.isEmpty(), "not on the PATH: " + missing);
    }

    private static List<String> needs(Snippet snippet) {
        return switch (snippet.literals()) {
            case JAVASCRIPT -> List.of("node");
            case PYTHON -> List.of("python3");
            case JAVA -> List.of(JAVA);
            case GO -> List.of("go");
            case PHP -> List.of("php");
            case RUBY -> List.of("ruby");
            case CSHARP -> List.of("mcs", "mono");
        };
    }

    /** What the program prints; it has to end well. */
    static String run(Path directory, Snippet snippet, String program, String input, String secret)
            throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("Program." + snippet.extension()), program);
        return switch (snippet.literals()) {
            case JAVASCRIPT -> run(directory, List.of("node", source.toString()), input, secret);
            case PYTHON -> run(directory, List.of("python3", source.toString()), input, secret);
            case JAVA -> run(directory, List.of(JAVA, source.toString()), input, secret);
            case GO -> run(directory, List.of("go", "run", source.toString()), input, secret);
            case PHP -> run(directory, List.of("php", source.toString()), input, secret);
            case RUBY -> run(directory, List.of("ruby", "-w", source.toString()), input, secret);
            case CSHARP -> {
                String built = directory.resolve("Program.exe").toString();
                run(directory, List.of("mcs", "-out:" + built, source.toString()), "", secret);
                yield run(directory, List.of("mono", built), input, secret);
            }
        };
    }

    private static String run(Path directory, List<String> command, String input, String secret)
            throws IOException, InterruptedException {
        Path said = directory.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("AGENTBOT_SECRET", secret, "LC_ALL", "C.UTF-8"));
        Process process = builder.redirectOutput(said.toFile()).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        int code = process.waitFor();
        String output = Files.readString(said);
        if (code != 0) {
            throw new AssertionError(command.getFirst() + " ended with " + code + ": "
                    + output.substring(0, Math.min(4_000, output.length())));
        }
        return output;
    }

    static Stream<Snippet> all() {
        return Snippet.ALL.stream();
    }
}
