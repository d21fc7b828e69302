package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.topic.RecordSizes;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AttemptJsonTest {
    /** Other programs read these: a name or a spelling that changes here breaks them. */
    private static final String FAILED = """
            {"delivery_id":"6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab","webhook_id":"wh_1","site_id":"site_abc",\
            "event":"message.created","event_ref":"agentbot.events-3-1234","created_at":1779021296000,"number":2,\
            "trigger":"schedule","at":1779021360123,"outcome":"retry","status_code":503,"duration_ms":250,\
            "response_headers":"Retry-After: 5\\n","response_body":"try \\"later\\"","error_class":"status","error":"The endpoint answered 503.",\
            "next_attempt_at":1779021660373}""";

    private static final String GONE = """
            {"delivery_id":"6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab","webhook_id":"wh_1","site_id":"site_abc",\
            "event":"message.created","event_ref":"agentbot.events-3-1234","created_at":1779021296000,"number":2,\
            "trigger":"schedule","at":1779021360123,"outcome":"gone","status_code":410,"duration_ms":20,\
            "webhook_version":17}""";

    private static final String HELD = """
            {"delivery_id":"6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab","webhook_id":"wh_1","site_id":"site_abc",\
            "event":"message.created","event_ref":"agentbot.events-3-1234","created_at":1779021296000,"number":2,\
            "trigger":"schedule","at":1779021360123,"outcome":"held"}""";

    @Test
    void anAttemptIsWrittenInTheseFields() throws UnreadableRecord {
        Attempt failed = attempt(
                Outcome.RETRY, 503, 250L, "try \"later\"", "status", "The endpoint answered 503.", 1_779_021_660_373L);
        assertThat(AttemptJson.write(failed)).asString(UTF_8).isEqualTo(FAILED);
        assertThat(read(FAILED)).isEqualTo(failed);
    }

    @Test
    void anEndpointThatIsGoneTellsOfWhichSettings() throws UnreadableRecord {
        Attempt gone = attempt(Outcome.GONE, 410, 20L, null, null, null, null);
        assertThat(AttemptJson.write(gone)).asString(UTF_8).isEqualTo(GONE);
        assertThat(read(GONE)).isEqualTo(gone);
    }

    @Test
    void whatThereIsNotIsLeftOut() throws UnreadableRecord {
        Attempt held = attempt(Outcome.HELD, null, null, null, null, null, null);
        assertThat(AttemptJson.write(held)).asString(UTF_8).isEqualTo(HELD);
        assertThat(read(HELD)).isEqualTo(held);
    }

    @Test
    void theOutcomesAreSpeltLikeThisAndOnlySomeHavePosted() {
        assertThat(Outcome.values())
                .extracting(Outcome::toString)
                .containsExactly("delivered", "retry", "postponed", "gone", "failed", "held", "cancelled");
        assertThat(Outcome.values())
                .filteredOn(Outcome::posted)
                .containsExactly(Outcome.DELIVERED, Outcome.RETRY, Outcome.GONE, Outcome.FAILED);
    }

    @Property(tries = 500)
    void whatWasWrittenIsRead(@ForAll Random random) throws UnreadableRecord {
        Attempt attempt = new Records(random).attempt();
        assertThat(AttemptJson.read(AttemptJson.write(attempt))).isEqualTo(attempt);
    }

    @Test
    void halfASurrogatePairIsReplacedAndDoesNotStopTheRest() throws UnreadableRecord {
        Attempt attempt = attempt(Outcome.RETRY, 500, 1L, "a\ud83db", null, "\udc00", null);
        Attempt read = AttemptJson.read(AttemptJson.write(attempt));
        assertThat(read.responseBody()).isEqualTo("a?b");
        assertThat(read.error()).isEqualTo("?");
    }

    @Test
    void theLongestAnswerFitsWhateverItIsMadeOf() {
        for (String unit : new String[] {"\u0000", "\ufffd", "x", "\""}) {
            String longest = unit.repeat(RecordSizes.LARGEST_ANSWER_BYTES);
            byte[] written = AttemptJson.write(attempt(Outcome.FAILED, 500, 1L, longest, "status", "no", null));
            assertThat(written.length)
                    .isLessThanOrEqualTo(
                            RecordSizes.largestRecord(RecordSizes.END_BYTES) - RecordSizes.HEADER_BYTES / 2);
        }
    }

    @Test
    void fieldsOfALaterVersionAreSkipped() throws UnreadableRecord {
        String later = FAILED.replace(
                "\"number\":2",
                "\"region\":{\"number\":[9,{\"at\":7}]},\"number\":2,\"tags\":[\"trigger\",[]],\"x\":null");
        assertThat(read(later)).isEqualTo(read(FAILED));
    }

    @Test
    void aNullIsAsGoodAsNothing() throws UnreadableRecord {
        assertThat(read(HELD.replace("\"outcome\"", "\"error\":null,\"status_code\":null,\"outcome\"")))
                .isEqualTo(read(HELD));
        assertUnreadable(HELD.replace("\"held\"", "null"), "field outcome is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delivery_id",
                "webhook_id",
                "site_id",
                "event",
                "event_ref",
                "created_at",
                "number",
                "trigger",
                "at",
                "outcome"
            })
    void aFieldThatIsMissingIsNamed(String name) {
        assertUnreadable(HELD.replace("\"" + name + "\"", "\"other\""), "field " + name + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what to replace | with what | what is said
                "6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab | d9e8 | field delivery_id: Invalid UUID string: d9e8",
                "agentbot.events-3-1234 | here | field event_ref: 'here' is not topic-partition-offset",
                "\"created_at\":1779021296000 | \"created_at\":1.5 | field created_at: '1.5' is no whole number",
                "\"created_at\":1779021296000 | \"created_at\":{} | field created_at is missing",
                "\"number\":2 | \"number\":0 | field number: 0 is not from 1 to 2147483647",
                "\"number\":2 | \"number\":4294967298 | field number: 4294967298 is not from 1 to 2147483647",
                "\"number\":2 | \"number\":true | field number: 'true' is no whole number",
                "\"schedule\" | \"boredom\" | field trigger: 'boredom' is no trigger",
                "\"retry\" | \"again\" | field outcome: 'again' is no outcome",
                "503 | 4294967799 | field status_code: 4294967799 is not from 0 to 2147483647",
                "250 | 1e3 | field duration_ms: '1e3' is no whole number",
                "1779021660373 | 9223372036854775808 | field next_attempt_at: '9223372036854775808' is no whole number"
            })
    void aFieldThatMakesNoSenseIsNamedWithWhatIsWrong(String part, String instead, String fault) {
        assertThat(FAILED).contains(part);
        assertUnreadable(FAILED.replaceFirst(part.replace("{", "\\{"), instead), fault);
    }

    @Test
    void whatIsNoAttemptAtAllIsRefused() {
        assertThatThrownBy(() -> AttemptJson.read(null))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("an attempt has no value");
        assertUnreadable("", "an attempt is a JSON object");
        assertUnreadable("[]", "an attempt is a JSON object");
        assertUnreadable("null", "an attempt is a JSON object");
        assertThatThrownBy(() -> read(FAILED.substring(0, 200)))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessageStartingWith("an attempt is not JSON: ")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessageStartingWith("an attempt is not JSON: ");
        assertThatThrownBy(() -> read(HELD.replace("\"held\"", "\"" + "x".repeat(100_000) + "\"")))
                .message()
                .startsWith("field outcome: 'xxx")
                .hasSizeLessThan(600);
    }

    @Property(tries = 3_000)
    void aDamagedRecordIsReadOrRefusedAndNothingElse(@ForAll Random random) {
        Records records = new Records(random);
        readOrRefuse(records.mutated(AttemptJson.write(records.attempt())));
    }

    @Property(tries = 500)
    void noiseIsRefusedAndNothingElse(@ForAll @Size(max = 60) byte[] noise) {
        readOrRefuse(noise);
    }

    private static void readOrRefuse(byte[] value) {
        try {
            assertThat(AttemptJson.read(value).number()).isPositive();
        } catch (UnreadableRecord e) {
            assertThat(e).hasMessageMatching("(?s)(field [a-z_]+|an attempt) ?.+");
        }
    }

    private static void assertUnreadable(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage(message);
    }

    private static Attempt read(String text) throws UnreadableRecord {
        return AttemptJson.read(text.getBytes(UTF_8));
    }

    private static Attempt attempt(
            Outcome outcome,
            @Nullable Integer statusCode,
            @Nullable Long durationMillis,
            @Nullable String responseBody,
            @Nullable String errorClass,
            @Nullable String error,
            @Nullable Long nextAttemptAtMillis) {
        Delivery delivery = Records.DELIVERY;
        return new Attempt(
                delivery.id(),
                delivery.webhookId(),
                delivery.siteId(),
                delivery.eventType(),
                delivery.event(),
                delivery.createdAtMillis(),
                delivery.attempt(),
                1,
                delivery.trigger(),
                1_779_021_360_123L,
                outcome,
                statusCode,
                durationMillis,
                responseBody == null ? null : "Retry-After: 5\n",
                responseBody,
                errorClass,
                error,
                nextAttemptAtMillis,
                outcome == Outcome.GONE ? 17L : null);
    }
}
