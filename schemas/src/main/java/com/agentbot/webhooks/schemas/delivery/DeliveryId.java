package com.agentbot.webhooks.schemas.delivery;

import com.agentbot.webhooks.schemas.topic.EventRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Derives delivery ids. The same event and webhook always give the same id, on every attempt and after every replay, so
 * that receivers can tell a repetition. The form is a UUID of version 8 (RFC 9562, section 5.8) cut from a SHA-256.
 */
public final class DeliveryId {
    private DeliveryId() {}

    /** For an event to which its producer gave an id: the id stands for the event wherever it is written again. */
    public static UUID ofProducerId(String siteId, String producerId, String webhookId) {
        return hash("id", siteId, producerId, webhookId);
    }

    /**
     * For an event without an id of its own: its place in Kafka stands for it. The record's timestamp is part of it
     * because offsets begin anew when a topic is made again.
     *
     * @param timestampMillis the event record's timestamp
     */
    public static UUID ofPlace(EventRef event, long timestampMillis, String webhookId) {
        return hash("at", event.toString(), Long.toString(timestampMillis), webhookId);
    }

    private static UUID hash(String... parts) {
        MessageDigest sha256 = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sha256.update(bytes);
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        long high = (digest.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
        long low = (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
