package com.agentbot.webhooks.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordSizesTest {
    /** A broker refuses a batch by its size as sent: what cannot be compressed is larger then than before. */
    @ParameterizedTest
    @EnumSource
    void theLargestRecordFitsHoweverItIsCompressed(CompressionType type) {
        for (int limit : new int[] {RecordSizes.FRONT_BYTES, RecordSizes.WAY_BYTES, RecordSizes.END_BYTES, 64 << 10}) {
            byte[] noise = new byte[RecordSizes.largestRecord(limit)];
            new Random(limit).nextBytes(noise);
            MemoryRecords batch =
                    MemoryRecords.withRecords(Compression.of(type).build(), new SimpleRecord(0, new byte[0], noise));
            assertThat(batch.sizeInBytes()).isGreaterThan(noise.length).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void nothingFitsWhereThereIsNoRoom() {
        assertThat(RecordSizes.largestRecord(0)).isZero();
        assertThat(RecordSizes.largestRecord(1_000)).isZero();
        assertThat(RecordSizes.largestRecord(Integer.MAX_VALUE)).isPositive();
    }

    @Test
    void theBodiesThatAreSentByDefaultFitManyTimes() {
        assertThat(RecordSizes.LARGEST_BODY_BYTES).isGreaterThan(10 * 102_400);
        assertThat(RecordSizes.LARGEST_ANSWER_BYTES).isGreaterThan(10 * 8_192);
    }

    /** The longest that each header can become, and the longest error, take a small part of what is kept free. */
    @Test
    void allThatIsWrittenBesideABodyFitsIntoWhatIsKeptFree() {
        EventRef place = new EventRef("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE);
        Headers headers = DeliveryHeaders.write(new Delivery(
                new UUID(-1, -1),
                "w".repeat(256),
                "s".repeat(128),
                "e".repeat(250),
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                place,
                Long.MIN_VALUE,
                Long.MIN_VALUE,
                Trigger.SCHEDULE));
        FailureHeaders.set(headers, FailureHeaders.REASON, "exhausted");
        FailureHeaders.set(headers, FailureHeaders.ERROR, "\uffff".repeat(10_000));
        FailureHeaders.set(headers, FailureHeaders.ERROR_CLASS, "malformed_answer");
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, Integer.MIN_VALUE);
        FailureHeaders.set(headers, FailureHeaders.FAILED_AT, Long.MIN_VALUE);
        FailureHeaders.set(headers, FailureHeaders.ORIGIN, place);
        int bytes = 256;
        for (Header header : headers) {
            bytes += header.key().getBytes(UTF_8).length + header.value().length + 10;
        }
        assertThat(bytes).isLessThan(RecordSizes.HEADER_BYTES / 8);
    }
}
