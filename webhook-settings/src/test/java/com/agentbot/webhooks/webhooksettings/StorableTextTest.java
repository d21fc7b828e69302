package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StorableTextTest {
    private static final long SEED = 20_260_517;

    @Test
    void anyTextBecomesOneThatUtf8AndPostgresHoldAndIsOtherwiseTheSame() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);

            String stored = StorableText.of(text);

            assertThat(stored).hasSameSizeAs(text).doesNotContain("\0");
            assertThat(new String(stored.getBytes(UTF_8), UTF_8)).isEqualTo(stored);
            assertThat(StorableText.of(stored)).isSameAs(stored);
            for (int j = 0; j < text.length(); j++) {
                char c = text.charAt(j);
                boolean harmless = c != 0 && !Character.isSurrogate(c);
                assertThat(stored.charAt(j)).isIn(c, harmless ? c : '\ufffd');
            }
            // A pair is one character and stays.
            assertThat(stored.codePoints()
                            .filter(Character::isSupplementaryCodePoint)
                            .count())
                    .isEqualTo(text.codePoints()
                            .filter(Character::isSupplementaryCodePoint)
                            .count());
        }
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append((char)
                    switch (random.nextInt(5)) {
                        case 0 -> 0;
                        case 1 -> random.nextInt(0xd800, 0xdc00);
                        case 2 -> random.nextInt(0xdc00, 0xe000);
                        case 3 -> random.nextInt(0x20, 0x7f);
                        default -> random.nextInt(1, 0xd800);
                    });
        }
        return text.toString();
    }
}
