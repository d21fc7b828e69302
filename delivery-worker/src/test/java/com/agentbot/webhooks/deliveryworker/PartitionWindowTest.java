package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.deliveryworker.FinishedOffsets.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartitionWindowTest {
    private static final int BROKER_LIMIT = 4096;

    @Test
    void theCommittedOffsetNeverPassesAnUnfinishedDelivery() {
        PartitionWindow window = new PartitionWindow(10, FinishedOffsets.NONE);
        PartitionWindow.Slot head = window.receive(10, 1);
        PartitionWindow.Slot second = window.receive(11, 1);
        window.receive(12, 1);
        second.finish();

        assertThat(window.progress(13))
                .isEqualTo(new PartitionWindow.Progress(10, new FinishedOffsets(List.of(new Run(11, 11)))));

        head.finish();
        assertThat(window.progress(13)).isEqualTo(new PartitionWindow.Progress(12, FinishedOffsets.NONE));
    }

    @Test
    void aFinishedWindowCommitsThePositionBehindWhatNoReaderSees() {
        PartitionWindow window = new PartitionWindow(0, FinishedOffsets.NONE);
        window.receive(0, 1).finish();

        assertThat(window.progress(3).position()).isEqualTo(3);
    }

    @Test
    void whatThePredecessorFinishedIsHandedOnUntilItIsReceived() {
        FinishedOffsets before = new FinishedOffsets(List.of(new Run(101, 5000)));
        PartitionWindow window = new PartitionWindow(100, before);
        window.receive(100, 1);
        window.receive(101, 1).finish();

        FinishedOffsets handedOn = window.progress(102).finishedAbove();

        assertThat(handedOn.contains(101)).isTrue();
        assertThat(handedOn.contains(5000)).isTrue();
        assertThat(handedOn.contains(5001)).isFalse();
    }

    @Test
    void bytesCountOnlyWhatIsUnfinished() {
        PartitionWindow window = new PartitionWindow(0, FinishedOffsets.NONE);
        PartitionWindow.Slot slot = window.receive(0, 700);
        window.receive(1, 30);

        slot.finish();

        assertThat(window.bytes()).isEqualTo(30);
    }

    @Test
    void finishingTwiceIsAnError() {
        PartitionWindow.Slot slot = new PartitionWindow(0, FinishedOffsets.NONE).receive(0, 1);
        slot.finish();

        assertThatThrownBy(slot::finish).isInstanceOf(IllegalStateException.class);
    }

    /** A crash at any moment: the successor makes again exactly what had not been finished. */
    @Property(tries = 500)
    void theSuccessorRepeatsExactlyWhatWasUnfinished(@ForAll long seed, @ForAll @IntRange(max = 10_000) int records) {
        Random random = new Random(seed);
        long committed = random.nextLong(1L << 40);
        Set<Long> unfinished = new HashSet<>();
        PartitionWindow window = new PartitionWindow(committed, FinishedOffsets.NONE);
        List<Long> offsets = receiveAndFinishSome(window, committed, records, random, unfinished);

        PartitionWindow.Progress progress = window.progress(0);
        String metadata = progress.finishedAbove().encode(progress.position(), BROKER_LIMIT);
        FinishedOffsets read = FinishedOffsets.decode(progress.position(), metadata);

        assertThat(metadata.length()).isLessThanOrEqualTo(BROKER_LIMIT);
        for (long offset : offsets) {
            boolean repeated = offset >= progress.position() && !read.contains(offset);
            assertThat(repeated).as("offset %d", offset).isEqualTo(unfinished.contains(offset));
        }
    }

    private static List<Long> receiveAndFinishSome(
            PartitionWindow window, long committed, int records, Random random, Set<Long> unfinished) {
        List<Long> offsets = new ArrayList<>();
        double finishedShare = random.nextDouble();
        long offset = committed;
        for (int i = 0; i < records; i++) {
            // Transaction markers leave gaps of one or two, aborted transactions large ones now and then.
            offset += random.nextInt(20) > 0 ? 1 : random.nextInt(50) > 0 ? 2 : random.nextInt(1, 100_000);
            offsets.add(offset);
            PartitionWindow.Slot slot = window.receive(offset, 1);
            if (random.nextDouble() < finishedShare) {
                slot.finish();
            } else {
                unfinished.add(offset);
            }
        }
        return offsets;
    }
}
