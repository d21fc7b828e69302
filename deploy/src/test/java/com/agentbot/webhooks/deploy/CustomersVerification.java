package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.agentbot.webhooks.embedded.Receiver;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The verify function of the customers' page, run by a real Node. */
final class CustomersVerification {
    private static final JsonMapper JSON = new JsonMapper();

    private CustomersVerification() {}

    /** Skips the rest of a test, loudly, on a machine without Node. */
    static void assumeNode() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
        if (!found) {
            System.err.println("NO NODE ON THIS MACHINE: the customers' own verify function was not tried.");
        }
        assumeTrue(found, "node is not on the PATH");
    }

    /** What a program prints that a customer is given for one delivery. */
    static String run(String program, String secret) throws IOException, InterruptedException {
        Path script = Files.writeString(Files.createTempFile("delivery", ".mjs"), program);
        try {
            ProcessBuilder builder = new ProcessBuilder("node", script.toString()).redirectErrorStream(true);
            builder.environment().put("AGENTBOT_SECRET", secret);
            Process node = builder.start();
            String said = new String(node.getInputStream().readAllBytes(), UTF_8);
            node.waitFor();
            return said.strip();
        } finally {
            Files.delete(script);
        }
    }

    /** {@code verified}, {@code refused}, or nothing when the function threw. */
    static String verify(Receiver.Request request, String secret) throws IOException, InterruptedException {
        Path script = Files.createTempFile("verify", ".mjs");
        try {
            // The function that customers are given, letter for letter, and what Express would hand to it.
            Files.writeString(script, text("/verification/node/verify.mjs") + text("/express.mjs"));
            ProcessBuilder builder = new ProcessBuilder("node", script.toString());
            builder.environment().put("AGENTBOT_SECRET", secret);
            Process node =
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (OutputStream in = node.getOutputStream()) {
                in.write(JSON.writeValueAsBytes(Map.of("headers", request.headers(), "body", request.body())));
            }
            String answer = new String(node.getInputStream().readAllBytes(), UTF_8);
            node.waitFor();
            return answer;
        } finally {
            Files.delete(script);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream source = Objects.requireNonNull(CustomersVerification.class.getResourceAsStream(resource))) {
            return new String(source.readAllBytes(), UTF_8);
        }
    }
}
