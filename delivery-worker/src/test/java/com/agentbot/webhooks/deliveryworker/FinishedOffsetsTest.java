package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.deliveryworker.FinishedOffsets.Run;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishedOffsetsTest {
    @Test
    void nothingFinishedIsNoMetadata() {
        assertThat(FinishedOffsets.NONE.encode(5, 4096)).isEmpty();
        assertThat(FinishedOffsets.decode(5, "")).isEqualTo(FinishedOffsets.NONE);
    }

    @Test
    void theWrittenFormStaysReadable() {
        FinishedOffsets finished = new FinishedOffsets(List.of(new Run(12, 12), new Run(15, 300)));

        assertThat(FinishedOffsets.decode(10, "f1:Y2JkmscEAA")).isEqualTo(finished);
        assertThat(FinishedOffsets.decode(10, finished.encode(10, 4096))).isEqualTo(finished);
    }

    @Test
    void whatDoesNotFitIsLeftOutFromTheEnd() {
        List<Run> runs = LongStream.range(0, 3000)
                .mapToObj(i -> new Run(2 + i * (3 + i % 7919), 2 + i * (3 + i % 7919)))
                .toList();

        String text = new FinishedOffsets(runs).encode(0, 500);

        assertThat(text.length()).isBetween(400, 500);
        List<Run> read = FinishedOffsets.decode(0, text).runs();
        assertThat(read).isEqualTo(runs.subList(0, read.size())).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2:AAAA", "some tool's own note", "f1:%%%", "f1:AAAA", "f1:"})
    void foreignOrDamagedMetadataIsRefused(String metadata) {
        assertThatThrownBy(() -> FinishedOffsets.decode(0, metadata)).isInstanceOf(IllegalArgumentException.class);
    }
}
