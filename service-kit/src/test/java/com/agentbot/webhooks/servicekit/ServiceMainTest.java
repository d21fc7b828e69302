package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMainTest {
    private static final Pattern ADMIN_PORT = Pattern.compile("admin port ([0-9]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path output() {
        return directory.resolve("output");
    }

    private Process started(Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ExampleService.class.getName());
        builder.environment().put("HOST", "127.0.0.1");
        builder.environment().put("ADMIN_PORT", "0");
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
    }

    private String ended(Process process, int code) throws Exception {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("has ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(output());
        assertThat(process.exitValue()).as(output).isEqualTo(code);
        return output;
    }

    @Test
    void aWrongSettingIsOneSentenceAndCode2() throws Exception {
        String output = ended(started(Map.of("EXAMPLE_COUNT", "eleven")), 2);

        assertThat(output.strip()).isEqualTo("EXAMPLE_COUNT=eleven is wrong: it must be a whole number from 1 to 10");
    }

    @Test
    void allWrongSettingsAreToldWithThoseOfTheProcess() throws Exception {
        String output = ended(started(Map.of("EXAMPLE_COUNT", "eleven", "ADMIN_PORT", "high")), 2);

        assertThat(output.lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("ADMIN_PORT=high"))
                .anySatisfy(line -> assertThat(line).startsWith("EXAMPLE_COUNT=eleven"));
    }

    @Test
    void aTakenAdminPortIsOneSentenceAndCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            String output = ended(started(Map.of("ADMIN_PORT", port)), 2);

            assertThat(output.lines()).singleElement().asString().contains("Port " + port, "ADMIN_PORT");
        }
    }

    @Test
    void aSignalStopsItInGoodOrderWithCode0() throws Exception {
        Process process = started(Map.of());
        await().atMost(PATIENCE).until(() -> Files.readString(output()).contains("example started"));
        Matcher port = ADMIN_PORT.matcher(Files.readString(output()));
        assertThat(port.find()).isTrue();
        assertThat(Http.get(Integer.parseInt(port.group(1)), "/readyz").body()).isEqualTo("ready\n");

        process.destroy();

        assertThat(ended(process, 0)).contains("finished in good order", "example stopped");
    }

    @Test
    void aFailureThatAPersonCanMendEndsItWithASentenceAndCode1() throws Exception {
        String output = ended(started(Map.of("EXAMPLE_END", "mendable")), 1);

        assertThat(output)
                .contains("loop failed; the process ends: The topic is missing. Make it.")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnforeseenFailureEndsItWithCode1AndItsStackTrace() throws Exception {
        assertThat(ended(started(Map.of("EXAMPLE_END", "unforeseen")), 1))
                .contains("loop failed; the process ends", "IllegalStateException: what?", "\tat ");
    }
}
