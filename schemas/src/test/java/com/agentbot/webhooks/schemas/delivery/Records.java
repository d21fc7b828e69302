package com.agentbot.webhooks.schemas.delivery;

import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records as they might be, each part chosen by itself. */
final class Records {
    /** The one that examples are written with. */
    static final Delivery DELIVERY = new Delivery(
            UUID.fromString("6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab"),
            "wh_1",
            "site_abc",
            "message.created",
            2,
            1_779_021_360_000L,
            new EventRef("agentbot.events", 3, 1234),
            1_779_021_296_000L,
            57,
            Trigger.SCHEDULE);

    private final Random random;

    Records(Random random) {
        this.random = random;
    }

    Delivery delivery() {
        return new Delivery(
                new UUID(random.nextLong(), random.nextLong()),
                text(1, 40),
                text(1, 40),
                text(1, 40),
                1 + random.nextInt(Integer.MAX_VALUE),
                random.nextLong(),
                place(),
                random.nextLong(),
                random.nextLong(),
                oneOf(Trigger.values()));
    }

    Attempt attempt() {
        return new Attempt(
                new UUID(random.nextLong(), random.nextLong()),
                text(0, 40),
                text(0, 40),
                text(0, 40),
                place(),
                random.nextLong(),
                1 + random.nextInt(Integer.MAX_VALUE),
                1 + random.nextInt(Integer.MAX_VALUE),
                oneOf(Trigger.values()),
                random.nextLong(),
                oneOf(Outcome.values()),
                random.nextBoolean() ? (Integer) (random.nextInt() >>> 1) : null,
                random.nextBoolean() ? random.nextLong() : null,
                textOrNull(),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                random.nextBoolean() ? random.nextLong() : null,
                random.nextBoolean() ? random.nextLong() : null);
    }

    EventRef place() {
        String topic = oneOf("agentbot.events", "a", "a-b", "agentbot-operations-7-8", "-");
        return new EventRef(topic, random.nextInt() >>> 1, random.nextLong() >>> 1);
    }

    private @Nullable String textOrNull() {
        return random.nextBoolean() ? text(0, 200) : null;
    }

    /** Whole characters of every kind, control characters and quotes among them. */
    String text(int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> oneOf((int) '"', (int) '\\', 0x7f, 0x2028, 0xfffd);
                        case 2 -> random.nextInt(0x80, 0xd800);
                        case 3 -> random.nextInt(0x10000, 0x110000);
                        default -> random.nextInt(0x20, 0x7f);
                    });
        }
        return text.toString();
    }

    /** The bytes with up to three of them changed, lost, doubled, or all behind them cut off. */
    byte[] mutated(byte[] bytes) {
        byte[] mutated = bytes;
        for (int i = 1 + random.nextInt(3); i > 0 && mutated.length > 0; i--) {
            int at = random.nextInt(mutated.length);
            mutated = switch (random.nextInt(4)) {
                case 0 -> changed(mutated, at);
                case 1 -> spliced(mutated, at, at + 1);
                case 2 -> spliced(mutated, at + 1, at);
                default -> random.nextInt(4) == 0 ? Arrays.copyOf(mutated, at) : changed(mutated, at);
            };
        }
        return mutated;
    }

    private byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        // Most often by what has a meaning, so that the change is not found out at once.
        changed[at] = random.nextBoolean()
                ? (byte) random.nextInt()
                : oneOf((byte) '"', (byte) '0', (byte) '9', (byte) '-', (byte) '.', (byte) ':', (byte) '{', (byte) ']');
        return changed;
    }

    /** What comes before {@code end}, and then all from {@code start} on. */
    private static byte[] spliced(byte[] bytes, int end, int start) {
        byte[] spliced = new byte[end + bytes.length - start];
        System.arraycopy(bytes, 0, spliced, 0, end);
        System.arraycopy(bytes, start, spliced, end, bytes.length - start);
        return spliced;
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
