package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.topic.EventRef;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class FailureHeadersTest {
    /** Other programs read these: a name or a spelling that changes here breaks them. */
    @Test
    void whyARecordFailedStandsInTheseHeadersBesideItsOwn() throws UnreadableRecord {
        Headers headers = DeliveryHeaders.write(Records.DELIVERY);
        FailureHeaders.set(headers, FailureHeaders.REASON, "exhausted");
        FailureHeaders.set(headers, FailureHeaders.ERROR, "Die Antwort war „nein“.");
        FailureHeaders.set(headers, FailureHeaders.ERROR_CLASS, "status");
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, 502);
        FailureHeaders.set(headers, FailureHeaders.FAILED_AT, 1_779_021_296_000L);
        FailureHeaders.set(headers, FailureHeaders.ORIGIN, new EventRef("agentbot.deliveries", 0, 7));

        assertThat(headers)
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .endsWith(
                        "reason=exhausted",
                        "error=Die Antwort war „nein“.",
                        "error_class=status",
                        "status_code=502",
                        "failed_at=1779021296000",
                        "origin=agentbot.deliveries-0-7")
                .hasSize(16);
        assertThat(DeliveryHeaders.read(headers)).isEqualTo(Records.DELIVERY);
    }

    @Test
    void aSecondFailureTakesTheFirstOnesPlace() {
        Headers headers = new RecordHeaders();
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, 502);
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, 503);
        assertThat(headers).extracting(Header::value).containsExactly("503".getBytes(UTF_8));
        FailureHeaders.set(headers, FailureHeaders.STATUS_CODE, null);
        assertThat(headers).isEmpty();
    }

    @Test
    void aLongErrorIsCutSoThatWhatARecordGrowsByIsBounded() {
        Headers headers = new RecordHeaders();
        FailureHeaders.set(headers, FailureHeaders.ERROR, "é".repeat(FailureHeaders.MAX_CHARACTERS));
        assertThat(headers.lastHeader("error").value()).hasSize(2 * FailureHeaders.MAX_CHARACTERS);
        FailureHeaders.set(headers, FailureHeaders.ERROR, "é".repeat(1_000_000));
        assertThat(new String(headers.lastHeader("error").value(), UTF_8))
                .hasSize(FailureHeaders.MAX_CHARACTERS + 1)
                .endsWith("é…");
    }
}
