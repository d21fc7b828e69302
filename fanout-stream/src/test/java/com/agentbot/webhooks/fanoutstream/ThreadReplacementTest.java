package com.agentbot.webhooks.fanoutstream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    private final List<Throwable> ends = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final ThreadReplacement replacement = new ThreadReplacement(
            2, () -> now, new FanoutMetrics(new SimpleMeterRegistry(), new WebhookIndex()), ends::add);

    @Test
    void aThreadIsReplacedUntilTooManyDieInTenMinutes() {
        assertThat(replacement.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        assertThat(replacement.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(replacement.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        assertThat(replacement.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        assertThat(ends).isEmpty();
        assertThat(replacement.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(ends).hasSize(1);
    }

    @Test
    void whatANewThreadWouldDieOfAgainEndsTheProcess() {
        TopicPartition partition = new TopicPartition("t", 0);
        assertThat(replacement.handle(new StreamsException(
                        new NoOffsetForPartitionException(Map.of(partition, 0L).keySet()))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.handle(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(ends).hasSize(2);
    }
}
