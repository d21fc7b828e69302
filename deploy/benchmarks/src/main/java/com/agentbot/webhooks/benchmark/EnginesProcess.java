package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.embedded.EmbeddedPostgres;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Kafka with all topics, and PostgreSQL. What they keep is thrown away with the run. */
final class EnginesProcess {
    private EnginesProcess() {}

    // Both end with the process, and PostgreSQL, which has processes of its own, before it.
    @SuppressWarnings("resource")
    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        Runnable close = closeOnce(postgres);
        Leash.fasten(close);
        // Ctrl-C in a terminal reaches every process of the run.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(close));
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        RetryTiers tiers = RetryTiers.parse(RetryTiers.DEFAULT);
        ClusterSetup.apply(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                TopicCatalogue.of(tiers, TopicCatalogue.Sizing.DEFAULT),
                tiers,
                (short) 1);
        System.out.println("postgres " + postmaster(directory) + " " + postgres.jdbcUrl() + " " + postgres.user() + " "
                + postgres.password());
        System.out.println("kafka " + kafka.bootstrapServers());
    }

    /** Its process id, which PostgreSQL writes into the first line of a file. It runs as no child of this process. */
    private static String postmaster(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("postgres"))) {
            Path file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(file).getFirst();
        }
    }

    private static Runnable closeOnce(EmbeddedPostgres postgres) {
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                try {
                    postgres.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
