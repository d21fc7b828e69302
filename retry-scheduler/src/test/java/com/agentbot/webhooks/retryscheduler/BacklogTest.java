package com.agentbot.webhooks.retryscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long NONE = Long.MAX_VALUE;

    private final Density density = new Density();

    @Test
    void aHerdIsCountedInFullThoughOnlyItsHeadIsAtHand() {
        WaitingRecords.Held head = new WaitingRecords.Held(100, 2_100, 2_000, 2_000, 750);

        assertThat(Backlog.of(head, 2_100, new PartitionEnds(50_100, NONE), density::records))
                .isEqualTo(new Backlog(50_000, 50_000, 750));
        assertThat(Backlog.of(head, 2_100, new PartitionEnds(50_100, 20_100), density::records))
                .isEqualTo(new Backlog(50_000, 20_000, 750));
    }

    @Test
    void whereOneAtHandIsNotDueNoneBehindItIs() {
        WaitingRecords.Held head = new WaitingRecords.Held(100, 2_100, 2_000, 3, 10);

        assertThat(Backlog.of(head, 2_100, new PartitionEnds(50_100, 2_500), density::records))
                .isEqualTo(new Backlog(50_000, 3, 10));
    }

    @Test
    void withNothingAtHandTheBrokerAloneTells() {
        assertThat(Backlog.of(null, 100, new PartitionEnds(150, 120), density::records))
                .isEqualTo(new Backlog(50, 20, 0));
        assertThat(Backlog.of(null, 200, new PartitionEnds(150, 120), density::records))
                .as("answers are older than what was read since")
                .isEqualTo(Backlog.NONE);
    }

    @Test
    void theMarksOfTransactionsAreTakenOffByWhatWasReadBefore() {
        // Four transactions of nine deliveries each, then ten times as much that is not read yet.
        density.read(0, 9, 9);
        density.read(10, 39, 27);

        assertThat(density.records(400)).isBetween(355L, 375L);
        assertThat(density.records(1)).as("the mark behind the last delivery").isZero();
    }

    @Test
    void asLongAsNothingWasReadEveryOffsetCounts() {
        assertThat(density.records(17)).isEqualTo(17);
    }

    @Test
    void whatIsReadAgainIsNoGap() {
        density.read(0, 1_000, 1_000);
        density.read(500, 1_000, 500);

        assertThat(density.records(10)).isEqualTo(10);
    }

    @Test
    void whatWasReadLongAgoCountsLessAndLess() {
        density.read(0, 1_000_000, 1_000_000);
        for (int i = 0; i < 30; i++) {
            density.read(1_000_000 + i * 10_000, 1_010_000 + i * 10_000, 5_000);
        }

        assertThat(density.records(1_000)).isBetween(495L, 520L);
    }

    @Test
    void partitionsAddUpAndTheOldestCounts() {
        assertThat(new Backlog(5, 3, 100).plus(new Backlog(7, 0, 20))).isEqualTo(new Backlog(12, 3, 100));
    }
}
