package com.agentbot.webhooks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessHadAcknowledgedIsThereAndItsPostgresIsEnded() throws Exception {
        KilledRun.on(directory);
        ProcessHandle orphan = ProcessHandle.of(orphanId()).orElseThrow();
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
                EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(EmbeddedPostgresTest.query(postgres, "select name from things"))
                    .isEqualTo("one");
            assertThat(EmbeddedKafkaTest.read(kafka, "things", 1)).containsExactly("one");
        }
    }

    @Test
    void aForeignProcessThatHasTheOldProcessIdIsLeftAlone() throws Exception {
        EmbeddedPostgres.start(directory.resolve("postgres"), 0).close();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(directory.resolve("postgres/cluster/postmaster.pid"), stranger.pid() + "\n");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0)) {
                assertThat(EmbeddedPostgresTest.query(postgres, "select 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    private long orphanId() throws Exception {
        return Long.parseLong(Files.readAllLines(directory.resolve("postgres/cluster/postmaster.pid"))
                .get(0)
                .strip());
    }
}
