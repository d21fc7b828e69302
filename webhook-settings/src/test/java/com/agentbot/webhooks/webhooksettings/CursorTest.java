package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final long SEED = 20_260_517;
    private static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @Test
    void anyCursorIsReadBackAsItWasWritten() {
        for (int i = 0; i < 10_000; i++) {
            Cursor cursor = new Cursor(
                    Instant.ofEpochMilli(random.nextLong(LogEntry.LAST_MILLIS + 1)),
                    new UUID(random.nextLong(), random.nextLong()));
            assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
            assertThat(cursor.toString()).matches("[A-Za-z0-9_-]{32}");
        }
    }

    @Test
    void whateverElseIsSentIsEitherACursorOrRefused() {
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(10) == 0 ? random.nextInt(50) : 32;
            for (int j = 0; j < length; j++) {
                text.append(
                        random.nextInt(200) == 0
                                ? (char) random.nextInt(0x10000)
                                : BASE64_URL.charAt(random.nextInt(BASE64_URL.length())));
            }
            try {
                Instant time = Cursor.parse(text.toString()).createdAt();
                assertThat(time).isBetween(Instant.EPOCH, Instant.ofEpochMilli(LogEntry.LAST_MILLIS));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isExactlyInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
