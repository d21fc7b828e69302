package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the one process starts and refuses to start. */
class UpTest {
    /** Far more than it takes, also where other things keep the machine busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aSecondStartOnTheSameDataIsRefusedAndHarmsNothing(@TempDir Path directory) throws Exception {
        try (RunningPipeline running = RunningPipeline.start(directory, "1s")) {
            assertThat(refused(directory, "--data", directory.toString()))
                    .contains("already runs on " + directory)
                    .contains("--data");
            assertThat(running.adminText("/readyz")).startsWith("ready");

            assertThat(refused(directory, "--ephemeral", "--ingest-port", Integer.toString(running.ingestPort())))
                    .contains("Port " + running.ingestPort())
                    .contains("INGEST_PORT");
        }
    }

    @Test
    void whatCannotWorkIsRefusedInASentence(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a-file"), "");

        assertThat(refused(directory, "--data", file.toString())).contains(file + " is not a directory");
        assertThat(refused(directory, "--data", file.resolve("data").toString()))
                .contains(file.resolve("data") + " cannot be made");
        assertThat(refused(directory, "--retry-tiers", "5s,1s")).contains("--retry-tiers 5s,1s is wrong");
        assertThat(refused(directory, "--kafka-port", "70000")).contains("--kafka-port 70000 is wrong");
        assertThat(refused(directory, "--dta", "x")).contains("'--dta' is no option");
    }

    @Test
    void anEphemeralRunLeavesNothingBehind(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process = RunningPipeline.process(output, "--ephemeral");
        processes.add(process);
        await().atMost(PATIENCE)
                .until(() -> Files.readString(output).contains("Everything runs") || !process.isAlive());
        String text = Files.readString(output);
        Path data = Path.of(text.replaceAll("(?s).*\\n +Data +(\\S+).*", "$1"));
        assertThat(data).isDirectory();

        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isZero();
        assertThat(data).doesNotExist();
    }

    /** What a start says that is refused. */
    private String refused(Path directory, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "refused", ".txt");
        Process process = RunningPipeline.process(output, arguments);
        processes.add(process);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(2);
        assertThat(text).doesNotContain("Exception in", "\tat ");
        return text;
    }
}
