package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page of Recent deliveries ended; the next one begins after it. Opaque to whoever holds it.
 *
 * @param createdAt in whole milliseconds
 */
record Cursor(Instant createdAt, UUID id) {
    private static final int BYTES = 3 * Long.BYTES;

    static Cursor after(LoggedDelivery delivery) {
        return new Cursor(delivery.createdAt(), delivery.id());
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when it did not
     */
    static Cursor parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text.getBytes(US_ASCII));
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("wrong length");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long millis = buffer.getLong();
        if (millis < 0 || millis > LogEntry.LAST_MILLIS) {
            throw new IllegalArgumentException("no time");
        }
        return new Cursor(Instant.ofEpochMilli(millis), new UUID(buffer.getLong(), buffer.getLong()));
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(createdAt.toEpochMilli())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
