package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.agentbot.webhooks.schemas.event.JsonTree.Obj;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What every body keeps: whoever parses it in JavaScript and stringifies it again has the bytes that were signed. To
 * try the documents of a failure again, set {@code -Dseed} to the seed that it names.
 */
final class CanonicalBodyTest {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final EventReader READER = new EventReader(EventTypes.load(), MAX_BODY_BYTES);

    /** A torn number can be one that is not kept, and is noticed before the end is. */
    private static final List<String> TORN = Stream.of(
                    Reason.NOT_JSON, Reason.EMPTY, Reason.NOT_UTF8, Reason.NUMBER_NOT_EXACT, Reason.NUMBER_TOO_LARGE)
            .map(Reason::toString)
            .toList();

    @SuppressWarnings("NullAway.Init") // Set before the first test.
    private static JavaScript javaScript;

    private final long seed = Documents.seed();
    private final Random random = new Random(seed);
    private final EventTrees trees = new EventTrees(random);
    private final Flaws flaws = new Flaws(random, EventReader.DEFAULT_MAX_DEPTH);

    @BeforeAll
    static void startEngine() {
        javaScript = new JavaScript();
    }

    @AfterAll
    static void stopEngine() {
        javaScript.close();
    }

    @Test
    void aBodyIsWhatJavaScriptMakesOfTheEventAndStaysAsItIs() throws InvalidEvent {
        for (int i = 0; i < Documents.count(); i++) {
            String text = JsonSpelling.of(trees.event(trees.data()), random);
            String body = read(text);
            assertThat(body).as("seed %d, event %s", seed, text).isEqualTo(javaScript.body(text));
            assertThat(javaScript.roundTrip(body))
                    .as("seed %d, event %s", seed, text)
                    .isEqualTo(body);
            assertThat(read(body)).as("seed %d, event %s", seed, text).isEqualTo(body);
        }
    }

    @Test
    void aRefusalNamesTheOneFlawAndItsPath() {
        for (int i = 0; i < Documents.count(); i++) {
            Obj data = trees.data();
            Flaws.Flaw flaw = flaws.add(data);
            String text = JsonSpelling.of(trees.event(data), random);
            InvalidEvent refusal = refusal(text.getBytes(UTF_8), text);
            assertThat(refusal.reason())
                    .as("seed %d, event %s", seed, text)
                    .isEqualTo(flaw.reason().toString());
            assertThat(refusal.path()).as("seed %d, event %s", seed, text).isEqualTo(flaw.path());
            assertThat(javaScript.parses(text))
                    .as("seed %d, event %s", seed, text)
                    .isTrue();
        }
    }

    @Test
    void whatJavaScriptCannotParseIsRefused() {
        for (int i = 0; i < Documents.count(); i++) {
            Obj data = trees.data();
            flaws.addSyntaxError(data);
            String text = JsonSpelling.of(trees.event(data), random);
            InvalidEvent refusal = refusal(text.getBytes(UTF_8), text);
            assertThat(refusal.reason()).as("seed %d, event %s", seed, text).isEqualTo(Reason.NOT_JSON.toString());
            assertThat(javaScript.parses(text))
                    .as("seed %d, event %s", seed, text)
                    .isFalse();
        }
    }

    @Test
    void aTornEventIsRefused() {
        for (int i = 0; i < Documents.count(); i++) {
            String text = JsonSpelling.of(trees.event(trees.data()), random);
            byte[] whole = text.stripTrailing().getBytes(UTF_8);
            byte[] torn = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThat(refusal(torn, text).reason())
                    .as("seed %d, event %s, %d bytes", seed, text, torn.length)
                    .isIn(TORN);
        }
    }

    /** Two bytes changed anywhere: what is no longer UTF-8 is refused as such, by the JDK's decoder as the judge. */
    @Test
    void bytesThatAreNotUtf8AreRefusedAndNoOthersAre() {
        for (int i = 0; i < Documents.count(); i++) {
            byte[] bytes = JsonSpelling.of(trees.event(trees.data()), random).getBytes(UTF_8);
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(Utf8.firstInvalid(bytes) < 0)
                    .as("seed %d, bytes %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodes(bytes));
        }
    }

    @Test
    void anEventInABatchIsReadAsItIsAlone() throws InvalidEvent {
        for (int i = 0; i < Documents.count() / 20; i++) {
            List<String> texts = new ArrayList<>();
            for (int events = random.nextInt(10); events > 0; events--) {
                texts.add(JsonSpelling.of(trees.event(trees.data()), random));
            }
            List<Event> events = READER.readAll(("[" + String.join(",", texts) + "]").getBytes(UTF_8), 10);
            assertThat(events).as("seed %d", seed).hasSameSizeAs(texts);
            for (int k = 0; k < texts.size(); k++) {
                assertThat(new String(events.get(k).body(), UTF_8))
                        .as("seed %d", seed)
                        .isEqualTo(read(texts.get(k)));
            }
        }
    }

    @Test
    void aRefusalInABatchNamesTheEventAndItsPath() {
        for (int i = 0; i < Documents.count() / 20; i++) {
            Obj data = trees.data();
            Flaws.Flaw flaw = flaws.add(data);
            String good = JsonSpelling.of(trees.event(trees.data()), random);
            String text = "[" + good + "," + JsonSpelling.of(trees.event(data), random) + "]";
            InvalidEvent refusal =
                    catchThrowableOfType(InvalidEvent.class, () -> READER.readAll(text.getBytes(UTF_8), 2));
            assertThat(refusal).as("seed %d, events %s", seed, text).isNotNull();
            assertThat(refusal.path()).as("seed %d, events %s", seed, text).isEqualTo("[1]." + flaw.path());
        }
    }

    private static String read(String text) throws InvalidEvent {
        return new String(READER.read(text.getBytes(UTF_8)).body(), UTF_8);
    }

    private InvalidEvent refusal(byte[] bytes, String text) {
        InvalidEvent refusal = catchThrowableOfType(InvalidEvent.class, () -> READER.read(bytes));
        assertThat(refusal).as("seed %d, event %s", seed, text).isNotNull();
        return refusal;
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
