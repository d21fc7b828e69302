package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.eventingest.Cluster.Written;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPublisherTest {
    @TempDir
    static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.withTopics(directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void anEventIsStoredWhereTheFutureSays() throws Exception {
        try (EventPublisher publisher = EventPublisher.open(Map.of("bootstrap.servers", cluster.address()))) {
            StoredEvent given =
                    publisher.publish(Example.of("site_a").getBytes(UTF_8)).get(10, TimeUnit.SECONDS);
            StoredEvent own = publisher
                    .publish(Example.of("site_a", "\"id\": \"mine\",").getBytes(UTF_8))
                    .get(10, TimeUnit.SECONDS);

            List<Written> events = cluster.eventsOf("site_a");
            assertThat(events.stream().map(Written::id)).containsExactly(given.id(), own.id());
            assertThat(own.id()).isEqualTo("mine");
            assertThat(events).allSatisfy(event -> {
                assertThat(event.partition()).isEqualTo(given.place().partition());
                assertThat(event.value()).isEqualTo(Example.canonical("site_a"));
            });
            assertThat(own.place().offset()).isEqualTo(given.place().offset() + 1);
        }
    }

    @Test
    void whatIsInvalidIsToldAtOnceAndNotWritten() throws Exception {
        try (EventPublisher publisher = EventPublisher.open(Map.of("bootstrap.servers", cluster.address()))) {
            assertThatThrownBy(() -> publisher.publish("{\"event\":\"message.created\"}".getBytes(UTF_8)))
                    .isInstanceOf(InvalidEvent.class);
            assertThatThrownBy(() -> publisher.publish(
                            Example.of("site_b", "\"id\": \"a\\tb\",").getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            InvalidEvent.class, e -> assertThat(e.path()).isEqualTo("id"));
            assertThatThrownBy(() -> publisher.publish(("[" + Example.of("site_b") + "]").getBytes(UTF_8)))
                    .isInstanceOf(InvalidEvent.class);
            assertThat(cluster.eventsOf("site_b")).isEmpty();
        }
    }

    @Test
    void theFutureFailsInTimeWhenKafkaDoesNotConfirm() throws Exception {
        try (EventPublisher publisher =
                EventPublisher.open(Map.of("bootstrap.servers", "127.0.0.1:1"), 102_400, Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> publisher
                            .publish(Example.of("site_c").getBytes(UTF_8))
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(KafkaException.class);
        }
    }

    @Test
    void aClosedPublishersFuturesFail() throws Exception {
        EventPublisher publisher = EventPublisher.open(Map.of("bootstrap.servers", cluster.address()));
        publisher.close();

        assertThat(publisher.publish(Example.of("site_d").getBytes(UTF_8))).isCompletedExceptionally();
    }

    @Test
    void propertiesThatMakeNoClientAreToldInASentence() {
        assertThatThrownBy(() -> EventPublisher.open(Map.of("bootstrap.servers", "no-port")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS=no-port");
    }

    @Test
    void anOperatorCannotTakeTheGuaranteesAway() throws Exception {
        Map<String, String> given = Map.of(
                "bootstrap.servers", cluster.address(),
                "acks", "0",
                "enable.idempotence", "false",
                "transactional.id", "someone-elses",
                "partitioner.ignore.keys", "true",
                "partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner");
        try (EventPublisher publisher = EventPublisher.open(given)) {
            StoredEvent first =
                    publisher.publish(Example.of("site_e").getBytes(UTF_8)).get(10, TimeUnit.SECONDS);
            StoredEvent second =
                    publisher.publish(Example.of("site_e").getBytes(UTF_8)).get(10, TimeUnit.SECONDS);

            // With acks=0 a producer is told no offset.
            assertThat(first.place().offset()).isNotNegative();
            assertThat(second.place().partition()).isEqualTo(first.place().partition());
        }
    }
}
