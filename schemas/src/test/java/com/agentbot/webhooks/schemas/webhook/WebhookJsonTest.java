package com.agentbot.webhooks.schemas.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.webhook.Webhook.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookJsonTest {
    /** Other programs read these: a name or a spelling that changes here breaks them. */
    private static final String FULL = """
            {"id":"wh_1","site_id":"site_abc","url":"https://example.com/hook",\
            "events":["message.created","ticket.created"],"enabled":false,"disabled_reason":"moved",\
            "limits":{"per_second":10},\
            "secrets":[{"key_id":"k1","sealed":"b2xk"},{"key_id":"k2","sealed":"bmV3"}]}""";

    private static final String PLAIN = """
            {"id":"wh_1","site_id":"site_abc","url":"https://example.com/hook","events":["message.created"],\
            "enabled":true,"disabled_reason":null,"limits":{"per_second":null},\
            "secrets":[{"key_id":"k1","sealed":"b2xk"}]}""";

    @Test
    void aWebhookIsWrittenInTheseFields() throws UnreadableRecord {
        Webhook full = new Webhook(
                "wh_1",
                "site_abc",
                "https://example.com/hook",
                Set.of("ticket.created", "message.created"),
                false,
                "moved",
                new Limits(10),
                List.of(new SealedSecret("k1", "b2xk"), new SealedSecret("k2", "bmV3")));
        assertThat(WebhookJson.write(full)).asString(UTF_8).isEqualTo(FULL);
        assertThat(read(FULL)).isEqualTo(full);
        assertThat(full.key()).hasToString("site_abc/wh_1");
    }

    @Test
    void whatThereIsNotIsNull() throws UnreadableRecord {
        Webhook plain = new Webhook(
                "wh_1",
                "site_abc",
                "https://example.com/hook",
                Set.of("message.created"),
                true,
                null,
                Limits.NONE,
                List.of(new SealedSecret("k1", "b2xk")));
        assertThat(WebhookJson.write(plain)).asString(UTF_8).isEqualTo(PLAIN);
        assertThat(read(PLAIN)).isEqualTo(plain);
    }

    @Property(tries = 300)
    void whatWasWrittenIsRead(
            @ForAll @NotEmpty String id,
            @ForAll @NotEmpty String url,
            @ForAll Set<String> events,
            @ForAll boolean enabled,
            @ForAll @IntRange(min = 1) int perSecond,
            @ForAll @Size(min = 1, max = 2) List<@StringLength(min = 1) String> sealed)
            throws UnreadableRecord {
        Webhook webhook = new Webhook(
                whole(id),
                "site_abc",
                whole(url),
                wholes(events),
                enabled,
                enabled ? null : whole(url),
                enabled ? Limits.NONE : new Limits(perSecond),
                sealed.stream().map(text -> new SealedSecret("k1", whole(text))).toList());
        assertThat(WebhookJson.read(WebhookJson.write(webhook))).isEqualTo(webhook);
    }

    /** What UTF-8 can carry. */
    private static String whole(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static Set<String> wholes(Set<String> texts) {
        Set<String> whole = new HashSet<>();
        texts.forEach(text -> whole.add(whole(text)));
        return whole;
    }

    @Test
    void theSameSettingsAreAlwaysTheSameBytes() throws UnreadableRecord {
        List<String> events = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g"));
        String json =
                FULL.replace("\"message.created\",\"ticket.created\"", "\"g\",\"c\",\"a\",\"f\",\"b\",\"e\",\"d\"");
        assertThat(WebhookJson.write(read(json)))
                .asString(UTF_8)
                .contains("\"events\":[\"" + String.join("\",\"", events) + "\"]");
    }

    @Test
    void fieldsOfALaterVersionAreSkippedAndThoseOfAnEarlierOneMissed() throws UnreadableRecord {
        assertThat(read(PLAIN.replace("{\"per_second\":null}", "{\"per_second\":null,\"per_day\":5}")
                        .replace("{\"id\"", "{\"headers\":[{\"id\":7}],\"id\"")))
                .isEqualTo(read(PLAIN));
        assertThat(read(PLAIN.replace(",\"disabled_reason\":null,\"limits\":{\"per_second\":null}", "")))
                .isEqualTo(read(PLAIN));
        assertThat(read(PLAIN.replace("{\"per_second\":null}", "null"))).isEqualTo(read(PLAIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what to replace | with what | what is said
                "\"id\" | \"key\" | field id is missing",
                "\"wh_1\" | 7 | field id is missing",
                "\"site_id\" | \"site\" | field site_id is missing",
                "site_abc | `` | field site_id is missing",
                "\"url\" | \"uri\" | field url is missing",
                "\"events\" | \"event\" | field events is not a list",
                "[\"message.created\",\"ticket.created\"] | \"message.created\" | field events is not a list",
                "\"ticket.created\" | 5 | field events holds something that is not text",
                "\"enabled\" | \"on\" | field enabled is not true or false",
                "false | \"false\" | field enabled is not true or false",
                "\"moved\" | 5 | field disabled_reason is not text",
                "{\"per_second\":10} | 10 | field limits is not an object",
                "10 | \"10\" | field limits.per_second is not a whole number from 1 to 2147483647",
                "10 | 0 | field limits.per_second is not a whole number from 1 to 2147483647",
                "10 | 1.5 | field limits.per_second is not a whole number from 1 to 2147483647",
                "10 | 4294967297 | field limits.per_second is not a whole number from 1 to 2147483647",
                "\"secrets\" | \"secret\" | field secrets is empty",
                "\"key_id\" | \"key\" | field key_id is missing",
                "\"sealed\" | \"plain\" | field sealed is missing"
            })
    void aFieldThatIsMissingOrMakesNoSenseIsNamed(String part, String instead, String fault) {
        assertThat(FULL).contains(part);
        assertUnreadable(FULL.replace(part, instead), fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "7"})
    void whatIsNoObjectIsRefused(String text) {
        assertUnreadable(text, "a webhook is a JSON object");
    }

    @Test
    void whatIsNoJsonIsRefusedWithoutBeingRepeated() {
        assertUnreadable(FULL.substring(0, 150), "a webhook is not JSON");
        assertUnreadable("[".repeat(100_000), "a webhook is not JSON");
    }

    @Property(tries = 3_000)
    void aDamagedRecordIsReadOrRefusedAndNothingElse(@ForAll Random random) {
        byte[] damaged = FULL.getBytes(UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) "\"{}[]:,0-.en".charAt(random.nextInt(12));
        }
        readOrRefuse(damaged);
    }

    @Property(tries = 500)
    void noiseIsRefusedAndNothingElse(@ForAll @Size(max = 60) byte[] noise) {
        readOrRefuse(noise);
    }

    private static void readOrRefuse(byte[] value) {
        try {
            assertThat(WebhookJson.read(value).secrets()).isNotEmpty();
        } catch (UnreadableRecord e) {
            assertThat(e).hasMessageMatching("(a webhook is|field [a-z_.]+) .+");
        }
    }

    @Property(tries = 100)
    void theVersionIsAHeaderThatATombstoneCarriesToo(@ForAll long version) throws UnreadableRecord {
        Headers headers = new RecordHeaders().add("version", WebhookJson.version(version));
        assertThat(WebhookJson.version(headers)).isEqualTo(version);
        assertThat(new String(headers.lastHeader("version").value(), UTF_8)).isEqualTo(Long.toString(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "v1", "9223372036854775808", "é"})
    void aVersionThatIsNoNumberIsRefused(String version) {
        Headers headers = new RecordHeaders().add(WebhookJson.VERSION, version.getBytes(UTF_8));
        assertThatThrownBy(() -> WebhookJson.version(headers))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessageMatching("header version: '.*' is no whole number");
    }

    @Test
    void aVersionThatIsMissingIsRefused() {
        assertThatThrownBy(() -> WebhookJson.version(new RecordHeaders()))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("header version: '' is no whole number");
        assertThatThrownBy(() -> WebhookJson.version(new RecordHeaders().add(WebhookJson.VERSION, null)))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("header version: '' is no whole number");
    }

    private static void assertUnreadable(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage(message);
    }

    private static Webhook read(String text) throws UnreadableRecord {
        return WebhookJson.read(text.getBytes(UTF_8));
    }
}
