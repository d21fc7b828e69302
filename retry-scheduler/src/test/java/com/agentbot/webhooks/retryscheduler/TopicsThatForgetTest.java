package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler does not start on topics that would lose what waits in them. */
class TopicsThatForgetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String THREE_HOURS = Topics.RETRY_PREFIX + "3h";

    @TempDir
    Path directory;

    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new Cluster(directory);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aRetentionBelowTierAndOutageIsRefusedAndALowerOutageIsTheOperatorsToSay() throws Exception {
        cluster.set(THREE_HOURS, "retention.ms", "14400000");
        cluster.set(Topics.RETRY_PREFIX + "1s", "retention.bytes", "1000000");
        try (Service unused = cluster.scheduler()) {
            await().atMost(PATIENCE).until(() -> cluster.failures.first() != null);
            assertThat(cluster.failures.first())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("agentbot.retry.3h keeps records for 4 h (retention.ms=14400000);"
                            + " deliveries wait there for 3 h and must survive an outage of 7 d:"
                            + " set retention.ms to at least 615600000")
                    .hasMessageContaining("agentbot.retry.1s")
                    .hasMessageContaining("set retention.bytes to -1");
        }
        cluster.set(Topics.RETRY_PREFIX + "1s", "retention.bytes", null);
        cluster.set(THREE_HOURS, "retention.ms", "14400000");
        startsWith(Map.of("TOPIC_OUTAGE", "1h"));
        cluster.set(THREE_HOURS, "retention.ms", "-1");
        startsWith(Map.of());
    }

    private void startsWith(Map<String, String> settings) throws Exception {
        Service.Failures failures = new Service.Failures();
        try (Service scheduler =
                cluster.scheduler(InstantSource.system(), new SimpleMeterRegistry(), settings, failures)) {
            await().atMost(PATIENCE).until(() -> scheduler.unready().isEmpty());
            assertThat(failures.first()).isNull();
        }
    }

    @Test
    void aBrokerThatIsAwayAtTheStartIsWaitedForAndThenAsked() throws Exception {
        cluster.set(THREE_HOURS, "retention.ms", "3600000");
        cluster.down();
        try (Service scheduler = cluster.scheduler()) {
            assertThat(scheduler.unready()).isNotEmpty();
            assertThat(cluster.failures.first()).isNull();
            cluster.up();
            await().atMost(PATIENCE).until(() -> cluster.failures.first() != null);
            assertThat(cluster.failures.first()).hasMessageContaining("agentbot.retry.3h keeps records for 1 h");
        }
    }
}
