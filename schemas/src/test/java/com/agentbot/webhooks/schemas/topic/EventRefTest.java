package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventRefTest {
    @Test
    void aPlaceIsTopicPartitionAndOffset() {
        assertThat(new EventRef("agentbot.events", 3, 1234)).hasToString("agentbot.events-3-1234");
        assertThat(EventRef.parse("agentbot.dead-letter-0-7")).isEqualTo(new EventRef("agentbot.dead-letter", 0, 7));
    }

    @Property(tries = 500)
    void whatWasWrittenIsRead(
            @ForAll @CharRange(from = '-', to = '9') @StringLength(min = 1, max = 20) String topic,
            @ForAll @IntRange int partition,
            @ForAll @LongRange long offset) {
        EventRef place = new EventRef(topic, partition & Integer.MAX_VALUE, offset & Long.MAX_VALUE);
        assertThat(EventRef.parse(place.toString())).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "--",
                "---",
                "agentbot.events",
                "agentbot.events-3",
                "agentbot.events-3-",
                "agentbot.events--7",
                "-3-7",
                "agentbot.events-x-7",
                "agentbot.events-3-x",
                "agentbot.events-2147483648-7",
                "agentbot.events-3-9223372036854775808",
                " -3-7"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> EventRef.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is ");
    }

    @Property(tries = 1_000)
    void noiseIsRefusedAndNothingElse(@ForAll @CharRange(from = '+', to = ':') @StringLength(max = 12) String noise) {
        try {
            assertThat(EventRef.parse(noise).offset()).isNotNegative();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("'" + noise + "' is ");
        }
    }

    @Test
    void noPlaceLiesBeforeTheFirst() {
        assertThatThrownBy(() -> new EventRef("agentbot.events", -1, 0)).hasMessageContaining("is no place in Kafka");
        assertThatThrownBy(() -> new EventRef("agentbot.events", 0, -1)).hasMessageContaining("is no place in Kafka");
        assertThatThrownBy(() -> new EventRef("", 0, 0)).hasMessageContaining("is no place in Kafka");
    }
}
