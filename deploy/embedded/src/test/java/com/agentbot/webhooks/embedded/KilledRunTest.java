package com.agentbot.webhooks.embedded;

import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
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
    void transactionsThatAKillCutShortAreSettled() throws Exception {
        KilledRun.on(directory);

        try (EmbeddedPostgres unused = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
                EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(ends(admin, READ_COMMITTED)).isEqualTo(ends(admin, READ_UNCOMMITTED));
                assertThat(settledPlaces(admin)).hasSize(KilledRun.LEDGERS);
            });
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> specs = IntStream.range(0, KilledRun.LEDGERS)
                .mapToObj(ledger -> new TopicPartition("ledgers", ledger))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(specs, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Where the groups stand; of those without a transaction that is open still. */
    private static List<Long> settledPlaces(Admin admin) throws Exception {
        ListConsumerGroupOffsetsOptions stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
        List<Long> places = new ArrayList<>();
        for (int ledger = 0; ledger < KilledRun.LEDGERS; ledger++) {
            admin.listConsumerGroupOffsets("keepers-" + ledger, stable)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, place) -> places.add(place.offset()));
        }
        return places;
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
