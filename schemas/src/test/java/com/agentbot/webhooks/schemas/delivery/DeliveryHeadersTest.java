package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryHeadersTest {
    /** Other programs read these: a name or a spelling that changes here breaks them. */
    @Test
    void aDeliveryIsWrittenInTheseHeadersAndNoOthers() {
        assertThat(texts(DeliveryHeaders.write(Records.DELIVERY)))
                .containsExactlyEntriesOf(expected("schedule"))
                .hasSize(10);
    }

    private static Map<String, String> expected(String trigger) {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("delivery_id", "6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab");
        expected.put("webhook_id", "wh_1");
        expected.put("site_id", "site_abc");
        expected.put("event", "message.created");
        expected.put("attempt", "2");
        expected.put("due_at", "1779021360000");
        expected.put("event_ref", "agentbot.events-3-1234");
        expected.put("created_at", "1779021296000");
        expected.put("webhook_version", "57");
        expected.put("trigger", trigger);
        return expected;
    }

    @Test
    void theTriggersAreSpeltLikeThis() {
        assertThat(Trigger.values())
                .extracting(Trigger::toString)
                .containsExactly("schedule", "manual", "replay", "test");
    }

    @Property(tries = 500)
    void whatWasWrittenIsRead(@ForAll Random random) throws UnreadableRecord {
        Delivery delivery = new Records(random).delivery();
        Headers headers = DeliveryHeaders.write(delivery);
        assertThat(DeliveryHeaders.read(headers)).isEqualTo(delivery);
        assertThat(DeliveryHeaders.dueAtMillis(headers)).isEqualTo(delivery.dueAtMillis());
    }

    @Test
    void aRetryIsTheSameDeliveryWithTheNextNumberAndItsDueTime() throws UnreadableRecord {
        Delivery retry = Records.DELIVERY.retryAt(1_779_021_660_000L);
        Map<String, String> expected = expected("schedule");
        expected.put("attempt", "3");
        expected.put("due_at", "1779021660000");
        assertThat(texts(DeliveryHeaders.write(retry))).containsExactlyEntriesOf(expected);
    }

    @Test
    void headersOfOthersAreLeftAloneAndTheLastOfANameCounts() throws UnreadableRecord {
        Headers headers =
                new RecordHeaders().add("traceparent", new byte[] {(byte) 0xff}).add("attempt", null);
        DeliveryHeaders.write(Records.DELIVERY).forEach(headers::add);
        headers.add("later_version", null);
        assertThat(DeliveryHeaders.read(headers)).isEqualTo(Records.DELIVERY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delivery_id",
                "webhook_id",
                "site_id",
                "event",
                "attempt",
                "due_at",
                "event_ref",
                "created_at",
                "webhook_version",
                "trigger"
            })
    void aHeaderThatIsMissingOrEmptyIsNamed(String name) {
        Headers without = DeliveryHeaders.write(Records.DELIVERY).remove(name);
        assertUnreadable(without, "header " + name + " is missing");
        assertUnreadable(without.add(name, null), "header " + name + " is missing");
        assertUnreadable(without.add(name, new byte[0]), "header " + name + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "delivery_id | d9e8 | Invalid UUID string: d9e8",
                "attempt | two | 'two' is no whole number",
                "attempt | 0 | 0 is not from 1 to 2147483647",
                "attempt | -1 | -1 is not from 1 to 2147483647",
                "attempt | 4294967297 | 4294967297 is not from 1 to 2147483647",
                "due_at | 1.5 | '1.5' is no whole number",
                "due_at | 9223372036854775808 | '9223372036854775808' is no whole number",
                "event_ref | agentbot.events-3 | 'agentbot.events-3' is not topic-partition-offset",
                "created_at | now | 'now' is no whole number",
                "webhook_version | v5 | 'v5' is no whole number",
                "trigger | SCHEDULE | 'SCHEDULE' is no trigger"
            })
    void aHeaderThatMakesNoSenseIsNamedWithWhatIsWrong(String name, String value, String fault) {
        Headers headers = DeliveryHeaders.write(Records.DELIVERY).remove(name).add(name, value.getBytes(UTF_8));
        assertUnreadable(headers, "header " + name + ": " + fault);
    }

    @Test
    void theDueTimeAloneIsJudgedTheSameWay() {
        Headers headers = new RecordHeaders();
        assertThatThrownBy(() -> DeliveryHeaders.dueAtMillis(headers))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("header due_at is missing");
        headers.add("due_at", "soon".getBytes(UTF_8));
        assertThatThrownBy(() -> DeliveryHeaders.dueAtMillis(headers))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("header due_at: 'soon' is no whole number");
    }

    /** What is wrong is kept in a header itself, and must not be as large as what it is about. */
    @Test
    void anEndlessHeaderIsNotRepeatedAtLength() {
        Headers headers = DeliveryHeaders.write(Records.DELIVERY)
                .remove("attempt")
                .add("attempt", "x".repeat(1_000_000).getBytes(UTF_8));
        assertThatThrownBy(() -> DeliveryHeaders.read(headers))
                .hasMessageStartingWith("header attempt: 'xxx")
                .message()
                .hasSizeLessThan(600);
    }

    @Property(tries = 2_000)
    void damagedHeadersAreReadOrRefusedAndNothingElse(@ForAll Random random) {
        Records records = new Records(random);
        Headers damaged = new RecordHeaders();
        for (Header header : DeliveryHeaders.write(records.delivery())) {
            switch (random.nextInt(12)) {
                case 0 -> damaged.add(header.key(), records.mutated(header.value()));
                case 1 -> damaged.add(header.key(), records.text(0, 30).getBytes(UTF_8));
                case 2 -> {}
                default -> damaged.add(header);
            }
        }
        try {
            Delivery read = DeliveryHeaders.read(damaged);
            assertThat(read.attempt()).isPositive();
        } catch (UnreadableRecord e) {
            assertThat(e).hasMessageMatching("(?s)header [a-z_]+(: .+| is missing)");
        }
    }

    private static void assertUnreadable(Headers headers, String message) {
        assertThatThrownBy(() -> DeliveryHeaders.read(headers))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage(message);
    }

    private static Map<String, @Nullable String> texts(Headers headers) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), UTF_8)));
        return texts;
    }
}
