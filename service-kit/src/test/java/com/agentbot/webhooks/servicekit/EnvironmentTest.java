package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static Environment with(String name, String value) {
        return new Environment(Map.of(name, value));
    }

    private static void assertWrong(Environment environment, String... parts) {
        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .message()
                .contains(parts);
    }

    @Test
    void whatIsNotSetOrBlankHasItsDefault() throws Exception {
        Environment environment = new Environment(Map.of("BLANK", "  ", "EMPTY", ""));

        assertThat(environment.text("TEXT", "as it is", "")).isEqualTo("as it is");
        assertThat(environment.text("BLANK", "as it is", "")).isEqualTo("as it is");
        assertThat(environment.number("EMPTY", 7, 1, 9, "")).isEqualTo(7);
        assertThat(environment.flag("FLAG", true, "")).isTrue();
        assertThat(environment.port("PORT", 8080, "")).isEqualTo(8080);
        assertThat(environment.duration("WAIT", "90s", "")).isEqualTo(Duration.ofSeconds(90));
        assertThat(environment.bytes("SIZE", "8KiB", "")).isEqualTo(8_192);
        int parsed = environment.parsed("PARSED", "12", "", Integer::valueOf);
        assertThat(parsed).isEqualTo(12);
        assertThat(environment.optional("OPTIONAL", "")).isNull();
        environment.check();
    }

    @Test
    void whitespaceAroundAValueDoesNotCount() throws Exception {
        Environment environment = with("NAME", "  a b ");

        assertThat(environment.text("NAME", "", "")).isEqualTo("a b");
        assertThat(environment.optional("NAME", "")).isEqualTo("a b");
        assertThat(environment.required("NAME", "")).isEqualTo("a b");
        environment.check();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "False,false"})
    void aFlagIsTrueOrFalse(String text, boolean expected) {
        assertThat(with("FLAG", text).flag("FLAG", !expected, "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "tru"})
    void aFlagThatIsNeitherIsNamed(String text) {
        Environment environment = with("FLAG", text);
        environment.flag("FLAG", true, "");

        assertWrong(environment, "FLAG=" + text, "true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "10"})
    void aNumberMayBeEitherBound(String text) throws Exception {
        Environment environment = with("COUNT", text);

        assertThat(environment.number("COUNT", 5, 3, 10, "")).isEqualTo(Integer.parseInt(text));
        environment.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "11", "3.5", "five", "99999999999", "-4"})
    void aNumberOutOfItsBoundsIsNamedWithThem(String text) {
        Environment environment = with("COUNT", text);

        assertThat(environment.number("COUNT", 5, 3, 10, "")).isEqualTo(5);
        assertWrong(environment, "COUNT=" + text, "a whole number from 3 to 10");
    }

    @Test
    void aPortIsFrom0To65535() {
        assertThat(with("PORT", "0").port("PORT", 1, "")).isZero();
        assertThat(with("PORT", "65535").port("PORT", 1, "")).isEqualTo(65_535);
        Environment environment = with("PORT", "65536");
        environment.port("PORT", 1, "");

        assertWrong(environment, "PORT=65536", "from 0 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "15s,15000", "5m,300000", "3h,10800000", "7d,604800000"})
    void aDurationHasAUnit(String text, long millis) {
        assertThat(with("WAIT", text).duration("WAIT", "1s", "")).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "0s", "-1s", "1.5s", "1w", "s", "1 s", "999999999999999d"})
    void aDurationThatIsNoneIsNamed(String text) {
        Environment environment = with("WAIT", text);

        assertThat(environment.duration("WAIT", "1s", "")).isEqualTo(Duration.ofSeconds(1));
        assertWrong(environment, "WAIT=" + text, "250ms");
    }

    @ParameterizedTest
    @CsvSource({"17B,17", "8KiB,8192", "64MiB,67108864", "1GiB,1073741824"})
    void aSizeHasAUnit(String text, int bytes) {
        assertThat(with("SIZE", text).bytes("SIZE", "1B", "")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "8KB", "2GiB", "-1B", "999999999999GiB"})
    void aSizeThatIsNoneIsNamed(String text) {
        Environment environment = with("SIZE", text);

        assertThat(environment.bytes("SIZE", "1KiB", "")).isEqualTo(1_024);
        assertWrong(environment, "SIZE=" + text, "8KiB or 64MiB");
    }

    @Test
    void whatTheCallersParserSaysIsToldOfItsSetting() {
        Environment environment = with("PARSED", "x");
        int value = environment.parsed("PARSED", "1", "", text -> {
            if (text.equals("x")) {
                throw new IllegalArgumentException("x is no number of ours");
            }
            return Integer.parseInt(text);
        });

        assertThat(value).isEqualTo(1);
        assertWrong(environment, "PARSED=x is wrong: x is no number of ours");
    }

    @Test
    void allThatIsWrongIsNamedAtOnceALineEach() {
        Environment environment = new Environment(Map.of("A", "x", "B", "y", "FINE", "1"));
        environment.number("A", 1, 0, 9, "");
        environment.required("C", "The key to it all.");
        environment.duration("B", "1s", "");
        environment.number("FINE", 1, 0, 9, "");
        environment.problem("A and C contradict each other.");

        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .message()
                .satisfies(message -> assertThat(message.lines())
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("A=x is wrong"),
                                line -> assertThat(line).isEqualTo("C is not set: The key to it all."),
                                line -> assertThat(line).startsWith("B=y is wrong"),
                                line -> assertThat(line).isEqualTo("A and C contradict each other.")));
    }

    @Test
    void whatWasAskedForIsRememberedForTheDocuments() {
        Environment environment = new Environment(Map.of());
        environment.number("B", 5, 1, 9, "Second of the alphabet.");
        environment.optional("A", "First.");

        assertThat(environment.asked())
                .containsExactly(
                        new Environment.Setting("B", "5", "Second of the alphabet."),
                        new Environment.Setting("A", "", "First."));
    }

    @Test
    void kafkaPropertiesOfAnyKnownNamePassThrough() {
        Environment environment = new Environment(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/trust.jks",
                "KAFKA_PORT", "tcp://10.0.0.1:9092",
                "KAFKA_SERVICE_HOST", "10.0.0.1",
                "SSL_PROTOCOL", "TLSv1.3"));
        Set<String> known = Set.of("bootstrap.servers", "ssl.truststore.location", "ssl.protocol", "port");

        assertThat(environment.kafka(known))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("bootstrap.servers", "broker:9092", "ssl.truststore.location", "/etc/trust.jks"));
    }

    @Test
    void kafkaIsFoundOnThisMachineUnlessToldOtherwise() {
        assertThat(new Environment(Map.of()).kafka(Set.of("bootstrap.servers")))
                .containsExactlyEntriesOf(Map.of("bootstrap.servers", "127.0.0.1:9092"));
        assertThat(with("KAFKA_BOOTSTRAP_SERVERS", " ").kafka(Set.of("bootstrap.servers")))
                .containsExactlyEntriesOf(Map.of("bootstrap.servers", "127.0.0.1:9092"));
    }

    @Test
    void nothingIsWrongWithNothing() {
        assertThatCode(new Environment(Map.of())::check).doesNotThrowAnyException();
    }
}
