package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WaitingRecordsTest {
    private static final long NOW = 1_000_000;
    private static final TopicPartition HERD = new TopicPartition("agentbot.retry.30m", 0);
    private static final TopicPartition ON_TIME = new TopicPartition("agentbot.retry.1m", 3);
    private static final WaitingRecords.Permits FREELY = late -> true;

    private final WaitingRecords waiting = new WaitingRecords();

    @Test
    void whatIsDueGoesInTheOrderOfOffsetsAndNothingElse() {
        add(HERD, NOW - 5, NOW - 5, NOW, NOW + 1);

        assertThat(offsets(waiting.takeDue(NOW, 10, FREELY))).containsExactly(0L, 1L, 2L);
        assertThat(waiting.nextDueAtMillis()).hasValue(NOW + 1);
        assertThat(waiting.takeDue(NOW, 10, FREELY)).isEmpty();
        assertThat(offsets(waiting.takeDue(NOW + 1, 10, FREELY))).containsExactly(3L);
        assertThat(waiting.nextDueAtMillis()).isEmpty();
        assertThat(waiting.holding(1)).isEmpty();
    }

    @Test
    void noPartitionWaitsForAnothersHerd() {
        add(HERD, LongStream.range(0, 1_000).map(i -> NOW - 60_000).toArray());
        add(ON_TIME, NOW, NOW);

        assertThat(waiting.takeDue(NOW, 10, FREELY))
                .filteredOn(due -> due.record().topic().equals(ON_TIME.topic()))
                .hasSize(2);
    }

    @Test
    void turnsGoOnWhereTheyWereSoThatFewPermitsAreSharedOutToo() {
        add(HERD, NOW, NOW, NOW);
        add(ON_TIME, NOW, NOW, NOW);

        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.takeDue(NOW, 1, FREELY)
                    .forEach(due -> topics.add(due.record().topic()));
        }
        assertThat(topics).containsExactly(HERD.topic(), ON_TIME.topic(), HERD.topic(), ON_TIME.topic());
    }

    @Test
    void whatIsLateWaitsForItsPermitsAndHoldsUpNobodyElse() {
        add(HERD, NOW - 1_001, NOW);
        add(ON_TIME, NOW - 1_000, NOW);

        List<Waiting> due = waiting.takeDue(NOW, 10, late -> !late);

        assertThat(due).hasSize(2).allMatch(gone -> gone.record().topic().equals(ON_TIME.topic()));
        assertThat(waiting.holding(1)).isEqualTo(Set.of(HERD));
        assertThat(waiting.holding(3)).isEmpty();
        assertThat(waiting.hasLate(NOW)).isTrue();
        assertThat(waiting.hasLate(NOW - 1)).isFalse();
    }

    @Test
    void whatCannotBeReadIsNeverLate() {
        waiting.add(HERD, List.of(new Waiting.Unreadable(record(HERD, 0), "no due time")));

        assertThat(waiting.hasLate(NOW)).isFalse();
        assertThat(waiting.takeDue(NOW, 1, late -> !late)).hasSize(1);
    }

    @Test
    void whatIsHeldIsCounted() {
        add(HERD, NOW - 700, NOW, NOW + 1);

        assertThat(waiting.held(HERD, NOW)).isEqualTo(new WaitingRecords.Held(0, 3, 3, 2, 700));
        assertThat(waiting.held(HERD, NOW - 701)).isEqualTo(new WaitingRecords.Held(0, 3, 3, 0, 0));
        assertThat(waiting.held(ON_TIME, NOW)).isNull();
    }

    @Test
    void whatOthersHaveTakenOverIsForgotten() {
        add(HERD, NOW);
        add(ON_TIME, NOW);

        waiting.forget(Set.of(HERD));

        assertThat(waiting.takeDue(NOW, 10, FREELY))
                .singleElement()
                .satisfies(due -> assertThat(due.record().topic()).isEqualTo(ON_TIME.topic()));
        add(HERD, NOW);
        waiting.forgetAll();
        assertThat(waiting.takeDue(NOW, 10, FREELY)).isEmpty();
    }

    private void add(TopicPartition partition, long... dueAtMillis) {
        List<Waiting> records = new ArrayList<>();
        for (int offset = 0; offset < dueAtMillis.length; offset++) {
            records.add(new Waiting.Timed(record(partition, offset), dueAtMillis[offset]));
        }
        waiting.add(partition, records);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
    }

    private static List<Long> offsets(List<Waiting> due) {
        return due.stream().map(gone -> gone.record().offset()).toList();
    }
}
