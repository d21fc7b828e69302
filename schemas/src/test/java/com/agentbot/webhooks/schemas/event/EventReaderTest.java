package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
    private static final int MAX_BODY_BYTES = 102_400;
    private static final EventReader READER = new EventReader(EventTypes.load(), MAX_BODY_BYTES);

    @Test
    void theProductPagesOwnExampleComesOutAsItsBody() throws InvalidEvent {
        Event event = read("""
                {
                  "event": "message.created",
                  "timestamp": "2026-05-17T12:34:56Z",
                  "site_id": "site_abc",
                  "data": {
                    "conversation_id": "conv_xyz",
                    "message_id": "msg_123",
                    "sender_type": "visitor",
                    "body": "Hi, what's your pricing?",
                    "visitor_email": null,
                    "visitor_name": null
                  }
                }
                """);

        assertThat(event.type()).isEqualTo("message.created");
        assertThat(event.siteId()).isEqualTo("site_abc");
        assertThat(event.id()).isNull();
        assertThat(event.body())
                .asString(UTF_8)
                .isEqualTo(
                        "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"site_abc\","
                                + "\"data\":{\"conversation_id\":\"conv_xyz\",\"message_id\":\"msg_123\","
                                + "\"sender_type\":\"visitor\",\"body\":\"Hi, what's your pricing?\","
                                + "\"visitor_email\":null,\"visitor_name\":null}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"conversation_id\":\"conv_xyz\"}", "{\"seq\":1}", "{\"body\":null,\"more\":[1,{}]}"})
    void sparseAndUnknownDataPassesThrough(String data) throws InvalidEvent {
        assertThat(read(event("{}").replace("\"data\":{}", "\"data\":" + data)).body())
                .asString(UTF_8)
                .endsWith("\"data\":" + data + "}");
    }

    @Test
    void otherFieldsOfTheEventAreToleratedButNotPassedOn() throws InvalidEvent {
        Event event = read(event("{}")
                .replace("{\"event\"", "{\"trace\":[12345678901234567890,{\"a\":1e999}],\"id\":\"evt_1\",\"event\""));
        assertThat(event.id()).isEqualTo("evt_1");
        assertThat(event.body()).asString(UTF_8).isEqualTo(event("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what to replace | with what | reason | path
                "\"event\":\"message.created\"| \"x\":1 | missing_field | event",
                "message.created | message.exploded | unknown_event | event",
                "\"message.created\" | null | unknown_event | event",
                "\"message.created\" | {\"a\":[]} | unknown_event | event",
                "\"timestamp\" | \"time\" | missing_field | timestamp",
                "2026-05-17T12:34:56Z | yesterday | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-05-17 | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-05-17T12:34:56 | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-02-30T12:34:56Z | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-05-17 12:34:56Z | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-05-17T12:34Z | wrong_field | timestamp",
                "2026-05-17T12:34:56Z | 2026-05-17T12:34:56Z\\n | wrong_field | timestamp",
                "\"2026-05-17T12:34:56Z\" | 1779021296 | wrong_field | timestamp",
                "\"site_id\" | \"site\" | missing_field | site_id",
                "site_abc | `` | wrong_field | site_id",
                "site_abc | site/abc | wrong_field | site_id",
                "site_abc | site_abc\\n | wrong_field | site_id",
                "site_abc | sité | wrong_field | site_id",
                "\"site_abc\" | 7 | wrong_field | site_id",
                "\"site_abc\" | null | wrong_field | site_id",
                "\"data\" | \"dada\" | missing_field | data",
                "{\"seq\":1} | [] | wrong_field | data",
                "{\"seq\":1} | null | wrong_field | data",
                "\"seq\":1 | \"body\":1 | wrong_field | data.body",
                "\"seq\":1 | \"visitor_email\":[] | wrong_field | data.visitor_email",
                "{\"event\" | {\"id\":5,\"event\" | wrong_field | id",
                "{\"event\" | {\"id\":\"\",\"event\" | wrong_field | id",
                "{\"event\" | {\"site_id\":\"b\",\"event\" | duplicate_key | site_id",
                "{\"event\" | {\"\\u0073ite_id\":\"b\",\"event\" | duplicate_key | site_id",
                "{\"event\" | {\"x\":1,\"x\":1,\"event\" | duplicate_key | x",
                "\"seq\":1 | \"items\":[0,1,2,{\"price\":1e400}] | number_too_large | data.items[3].price",
                "\"seq\":1 | \"items\":[0,1,2,{\"price\":9007199254740993}] | number_not_exact | data.items[3].price",
                "\"seq\":1 | \"a\":1,\"b\":2,\"\\u0061\":3 | duplicate_key | data.a",
                "\"seq\":1 | \"two words\":\"\\ud800\" | lone_surrogate | data[\"two words\"]",
                "\"seq\":1 | \"\\ud800\":1 | lone_surrogate | data",
                "\"seq\":1 | \"\\udc00\\ud800\":1 | lone_surrogate | data",
                "\"seq\":1 | \"a\\ud83dxxxxxxxxx\":1 | lone_surrogate | data",
                "\"seq\":1 | \"seq\":01 | not_json | data.seq",
                "\"seq\":1 | \"seq\":NaN | not_json | data.seq",
            })
    void aRefusalNamesReasonAndPath(String part, String instead, String reason, String path) {
        String good = event("{\"seq\":1}");
        assertThat(good).contains(part);
        InvalidEvent refusal = refusal(good.replace(part, instead).getBytes(UTF_8));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.path()).isEqualTo(path);
        assertThat(refusal).hasMessageStartingWith(path + " ");
    }

    @Test
    void aSiteIdHasOneTo128Characters() throws InvalidEvent {
        String longest = "s".repeat(128);
        assertThat(read(event("{}").replace("site_abc", longest)).siteId()).isEqualTo(longest);
        assertRefused(event("{}").replace("site_abc", longest + "s"), "wrong_field", "site_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | empty",
                "` \n ` | empty",
                "null | not_an_object",
                "[] | not_an_object",
                "\"x\" | not_an_object",
                "7 | not_an_object",
                "{ | not_json",
                "x | not_json",
                "{} | missing_field",
                "{\"event\":\"message.created\"} {} | trailing_content",
                "{\"a\":1}] | not_json"
            })
    void whatIsNoEventAtAllIsRefusedAsAWhole(String text, String reason) {
        assertThat(refusal(text.getBytes(UTF_8)).reason()).isEqualTo(reason);
    }

    @Test
    void aSecondDocumentBehindTheEventIsRefused() {
        assertRefused(event("{}") + event("{}"), "trailing_content", "");
        assertRefused(event("{}") + "x", "not_json", "");
    }

    @Test
    void aTombstoneIsNoEvent() {
        InvalidEvent refusal = catchThrowableOfType(InvalidEvent.class, () -> READER.read(null));
        assertThat(refusal.reason()).isEqualTo("empty");
        assertThat(refusal).hasMessage("the event has no value");
    }

    @Test
    void onlyUtf8IsRead() throws InvalidEvent {
        String text = event("{\"body\":\"é\"}");
        assertThat(read(text).body()).asString(UTF_8).isEqualTo(text);
        assertThat(refusal(text.getBytes(ISO_8859_1)).reason()).isEqualTo("not_utf8");
        assertThat(refusal(text.getBytes(UTF_16)).reason()).isEqualTo("not_utf8");
        assertThat(refusal(event("{}").getBytes(UTF_16LE)).reason()).isEqualTo("not_utf8");
        assertThat(refusal(event("{}").getBytes(UTF_16BE)).reason()).isEqualTo("not_utf8");
        assertThat(refusal(event("{}").getBytes(Charset.forName("UTF-32LE"))).reason())
                .isEqualTo("not_utf8");
        assertThat(refusal(event("{}").getBytes(Charset.forName("UTF-32BE"))).reason())
                .isEqualTo("not_utf8");
        assertThat(refusal(("\ufeff" + text).getBytes(UTF_8)).reason()).isEqualTo("not_utf8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                "eda080",
                "edbfbf",
                "f4908080",
                "f8888080",
                "80",
                "bf",
                "c3",
                "e282",
                "f09f98",
                "fe",
                "ff"
            })
    void illFormedUtf8IsRefused(String bytes) {
        // Where a string can end, so that nothing but the bytes themselves is at fault.
        String hex = HexFormat.of()
                .formatHex(event("{\"body\":\"@\"}").getBytes(UTF_8))
                .replace("40", bytes);
        assertThat(refusal(HexFormat.of().parseHex(hex)).reason()).isEqualTo("not_utf8");
    }

    @Test
    void nestingIsTakenUpToTheBoundAndRefusedBeyondAtAnyDepth() throws InvalidEvent {
        UnaryOperator<String> nested = inner -> event("{\"a\":" + inner + "}");
        // The event and its data are the first two.
        int inside = EventReader.DEFAULT_MAX_DEPTH - 2;
        assertThat(read(nested.apply("[".repeat(inside) + "]".repeat(inside))).body())
                .isNotEmpty();
        assertRefused(
                nested.apply("[".repeat(inside + 1) + "]".repeat(inside + 1)),
                "too_deep",
                "data.a" + "[0]".repeat(inside));
        assertRefused(nested.apply("[".repeat(100_000)), "too_deep", "data.a" + "[0]".repeat(inside));
        assertThat(refusal(nested.apply("{\"a\":".repeat(100_000)).getBytes(UTF_8))
                        .reason())
                .isEqualTo("too_deep");
        assertThat(refusal(event("{}")
                                .replace("{\"event\"", "{\"x\":" + "[".repeat(100_000))
                                .getBytes(UTF_8))
                        .reason())
                .isEqualTo("too_deep");
        assertThat(refusal("[".repeat(100_000).getBytes(UTF_8)).reason()).isEqualTo("not_an_object");
    }

    /** The bound is on what is sent, not on what was written: white space and escapes do not count. */
    @Test
    void aBodyMayHave102400BytesAndNotOneMore() throws InvalidEvent {
        int room = MAX_BODY_BYTES - event("{\"body\":\"\"}").length();
        String fits = event("{\"body\":\"" + "x".repeat(room) + "\"}");
        assertThat(read(fits).body()).hasSize(MAX_BODY_BYTES);
        assertThat(read(fits.replace("x", "\\u0078").replace(",", " , ")).body())
                .hasSize(MAX_BODY_BYTES);
        InvalidEvent refusal =
                refusal(event("{\"body\":\"" + "x".repeat(room + 1) + "\"}").getBytes(UTF_8));
        assertThat(refusal.reason()).isEqualTo("too_large");
        assertThat(refusal).hasMessage("the event makes a body of 102401 bytes; at most 102400 are sent");
        assertThat(refusal(event("{\"body\":\"" + "é".repeat(room / 2 + 1) + "\"}")
                                .getBytes(UTF_8))
                        .reason())
                .isEqualTo("too_large");
    }

    @Test
    void aBatchIsReadInItsOrderAndAnEventAloneLikewise() throws InvalidEvent {
        String batch = "[" + event("{\"seq\":1}") + " , " + event("{\"seq\":2}") + "]";
        assertThat(READER.readAll(batch.getBytes(UTF_8), 2))
                .extracting(event -> new String(event.body(), UTF_8))
                .containsExactly(event("{\"seq\":1}"), event("{\"seq\":2}"));
        assertThat(READER.readAll(event("{}").getBytes(UTF_8), 1)).hasSize(1);
        assertThat(READER.readAll("[]".getBytes(UTF_8), 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[E,E,E] | too_many_events | ``",
                "[E,5] | not_an_object | [1]",
                "[E,{}] | missing_field | [1].event",
                "[E,S] | wrong_field | [1].site_id",
                "[E,[E]] | not_an_object | [1]",
                "[E | not_json | [0]",
                "[E,] | not_json | [1]",
                "[E]] | not_json | ``",
                "[E][] | trailing_content | ``",
                "5 | not_an_object | ``"
            })
    void aRefusalInABatchNamesTheEvent(String batch, String reason, String path) {
        String text = batch.replace("E", event("{}")).replace("S", event("{}").replace("site_abc", "a b"));
        InvalidEvent refusal = catchThrowableOfType(InvalidEvent.class, () -> READER.readAll(text.getBytes(UTF_8), 2));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.path()).isEqualTo(path);
    }

    @Test
    void aPathIsCutBeforeItGrowsTooLongForAHeader() {
        String key = "k".repeat(50_000);
        String text = "{\"" + key + "\":";
        InvalidEvent refusal =
                refusal(event(text.repeat(30) + "1e999" + "}".repeat(30)).getBytes(UTF_8));
        assertThat(refusal.reason()).isEqualTo("number_too_large");
        assertThat(refusal.path()).startsWith("data[\"kkk").hasSizeLessThan(1_200);
    }

    @Test
    void boundsThatMakeNoSenseAreRefused() {
        EventTypes types = EventTypes.load();
        assertThatThrownBy(() -> new EventReader(types, 0)).hasMessageContaining("maxBodyBytes");
        assertThatThrownBy(() -> new EventReader(types, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> new EventReader(types, 1, 100_000)).hasMessageContaining("maxDepth");
    }

    private static String event(String data) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"site_abc\",\"data\":"
                + data + "}";
    }

    private static Event read(String text) throws InvalidEvent {
        return READER.read(text.getBytes(UTF_8));
    }

    private static void assertRefused(String text, String reason, String path) {
        InvalidEvent refusal = refusal(text.getBytes(UTF_8));
        assertThat(List.of(refusal.reason(), refusal.path())).containsExactly(reason, path);
    }

    private static InvalidEvent refusal(byte[] value) {
        InvalidEvent refusal = catchThrowableOfType(InvalidEvent.class, () -> READER.read(value));
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
