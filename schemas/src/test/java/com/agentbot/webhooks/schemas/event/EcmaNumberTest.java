package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EcmaNumberTest {
    @SuppressWarnings("NullAway.Init") // Set before the first test.
    private static JavaScript javaScript;

    @BeforeAll
    static void startEngine() {
        javaScript = new JavaScript();
    }

    @AfterAll
    static void stopEngine() {
        javaScript.close();
    }

    @Test
    void everyDoubleIsSpelledAsEcmaScriptSpellsIt() {
        long seed = Documents.seed();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < Documents.count(); i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(spelled(number))
                        .as("seed %d, number %s", seed, number)
                        .isEqualTo(oracle(number));
            }
        }
    }

    /** The subnormals of few bits are where Java's rule of two digits at least and ECMAScript's part. */
    @Test
    void theSmallestDoublesAndThePowersAreSpelledAsEcmaScriptSpellsThem() {
        for (long bits = 1; bits <= 2_000; bits++) {
            double number = Double.longBitsToDouble(bits);
            assertThat(spelled(number)).isEqualTo(oracle(number));
        }
        for (int power = -323; power <= 308; power++) {
            double number = Double.parseDouble("1e" + power);
            assertThat(spelled(number)).isEqualTo(oracle(number));
            assertThat(spelled(-Math.nextUp(number))).isEqualTo(oracle(-Math.nextUp(number)));
            assertThat(spelled(Math.nextDown(number))).isEqualTo(oracle(Math.nextDown(number)));
        }
        for (int power = -1_074; power <= 1_023; power++) {
            assertThat(spelled(Math.scalb(1.0, power))).isEqualTo(oracle(Math.scalb(1.0, power)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0,0",
        "-0.0,0",
        "1.0,1",
        "-1.5,-1.5",
        "5e-324,5e-324",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "1e21,1e+21",
        "123456789012345680000,123456789012345680000",
        "1e-6,0.000001",
        "1e-7,1e-7",
        "-1.234567890123456e-6,-0.000001234567890123456",
        "1.5e-9,1.5e-9",
        "1e100,1e+100",
        "12.5,12.5"
    })
    void knownSpellings(double number, String spelling) {
        assertThat(spelled(number)).isEqualTo(spelling);
    }

    @Test
    void aNumberSurvivesExactlyWhenItsValueDoes() {
        long seed = Documents.seed();
        NumberTexts texts = new NumberTexts(new SplittableRandom(seed));
        for (int i = 0; i < Documents.count(); i++) {
            String text = texts.next();
            assertThat(JsonNumber.judge(text))
                    .as("seed %d, number %s", seed, text)
                    .satisfies(verdict -> check(text, verdict));
        }
    }

    private static void check(String text, JsonNumber.Verdict verdict) {
        String spelling = javaScript.number(text);
        boolean finite = !spelling.endsWith("Infinity");
        switch (verdict) {
            case JsonNumber.Verdict.TooLarge() -> assertThat(finite).isFalse();
            case JsonNumber.Verdict.NotExact() -> {
                assertThat(finite).isTrue();
                assertThat(keepsItsValue(text, spelling)).isFalse();
            }
            case JsonNumber.Verdict.Held held -> {
                assertThat(finite).isTrue();
                assertThat(keepsItsValue(text, spelling)).isTrue();
                CanonicalJson json = new CanonicalJson(1);
                assertThat(new String(json.value(held.number()).bytes(), US_ASCII))
                        .isEqualTo(spelling.equals("-0") ? "0" : spelling);
                // What was written once is always taken again.
                assertThat(JsonNumber.judge(spelling)).isInstanceOf(JsonNumber.Verdict.Held.class);
            }
        }
    }

    private static boolean keepsItsValue(String text, String spelling) {
        BigDecimal value = new BigDecimal(text);
        boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        return !whole
                || value.compareTo(new BigDecimal(spelling)) == 0
                || value.compareTo(new BigDecimal(Double.parseDouble(spelling))) == 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "-9007199254740993",
                "12345678901234567890",
                "900719925474099300e-2",
                "1.00000000000000000000001e23"
            })
    void aWholeNumberThatADoubleDoesNotHoldIsRefused(String text) {
        assertThat(JsonNumber.judge(text)).isEqualTo(new JsonNumber.Verdict.NotExact());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "9007199254740994",
                "-9007199254740992",
                "1e23",
                "1e22",
                "123456789012345680000",
                "18446744073709551616",
                "1.5e300",
                "1e-999999999999",
                "0e999999999999",
                "0.1",
                "12345678901234567.5"
            })
    void aNumberWhoseValueIsKeptIsTaken(String text) {
        assertThat(JsonNumber.judge(text)).isInstanceOf(JsonNumber.Verdict.Held.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1.8e308", "1e999999999", "1e99999999999999999999999", "0.00001e314"})
    void aNumberThatNoDoubleReachesIsRefused(String text) {
        assertThat(JsonNumber.judge(text)).isEqualTo(new JsonNumber.Verdict.TooLarge());
    }

    /** A number's cost goes with the length of its text, whatever it says: a million of these take no time either. */
    @Test
    void noNumberCostsMoreThanItsText() {
        String zeros = "0".repeat(1_000_000);
        assertThat(Duration.ofNanos(nanos(() -> {
                    JsonNumber.judge("1" + zeros + "e-1000000");
                    JsonNumber.judge("1" + zeros + "1e-1000001");
                    JsonNumber.judge("0." + zeros + "1e1000001");
                    JsonNumber.judge("9".repeat(1_000_000));
                    JsonNumber.judge("0." + "9".repeat(1_000_000));
                    JsonNumber.judge("1e" + "9".repeat(1_000_000));
                })))
                .isLessThan(Duration.ofSeconds(2));
    }

    /** Of this thread's own, so that a machine that is busy with other things changes nothing. */
    private static long nanos(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - start;
    }

    private static String spelled(double number) {
        byte[] out = new byte[EcmaNumber.MAX_BYTES];
        return new String(out, 0, EcmaNumber.write(number, out, 0), US_ASCII);
    }

    private static String oracle(double number) {
        return javaScript.number(Double.toString(number));
    }
}
