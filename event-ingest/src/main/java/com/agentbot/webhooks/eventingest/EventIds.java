package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event the id by which the pipeline knows a repetition: its producer's own; else one derived from the
 * request's {@code Idempotency-Key}, the event's place in the request and its body; else a random one.
 *
 * <p>The body is part of it because a key that is used again for something else must not make the pipeline take a new
 * event, once acknowledged, for one it has seen.
 */
final class EventIds {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int MAX_KEY_CHARACTERS = 256;
    /** As long as what reads the events takes. */
    private static final int MAX_ID_CHARACTERS = 256;

    private final @Nullable String key;

    private EventIds(@Nullable String key) {
        this.key = key;
    }

    /** For a request with this {@code Idempotency-Key}; null when it has none. */
    static EventIds of(@Nullable String key) throws Refusal {
        if (key != null) {
            if (key.isBlank() || key.length() > MAX_KEY_CHARACTERS) {
                throw Refusal.badHeader(IDEMPOTENCY_KEY, "must have from 1 to " + MAX_KEY_CHARACTERS + " characters");
            }
            if (key.chars().anyMatch(Character::isISOControl)) {
                throw Refusal.badHeader(IDEMPOTENCY_KEY, "must hold no control character");
            }
        }
        return new EventIds(key);
    }

    /** For events that come without a request. */
    static EventIds withoutKey() {
        return new EventIds(null);
    }

    /**
     * The id of one event.
     *
     * @param index the event's place in its request, from 0
     * @param prefix how a path begins, such as {@code [3].}; empty for an event that came alone
     * @throws InvalidEvent when the producer's own id cannot be used
     */
    String idOf(Event event, int index, String prefix) throws InvalidEvent {
        String own = event.id();
        if (own != null) {
            return checked(own, prefix + "id");
        }
        return (key == null ? UUID.randomUUID() : derived(key, index, event)).toString();
    }

    private static String checked(String id, String path) throws InvalidEvent {
        if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
            throw InvalidEvent.wrongField(path, "must have from 1 to " + MAX_ID_CHARACTERS + " characters");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw InvalidEvent.wrongField(path, "holds a control character");
        }
        return id;
    }

    /** A UUID of version 8 (RFC 9562, section 5.8) cut from a SHA-256. The body names the site too. */
    private static UUID derived(String key, int index, Event event) {
        byte[] keyBytes = key.getBytes(UTF_8);
        MessageDigest sha256 = Sha256.digest();
        sha256.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(keyBytes.length)
                .putInt(index)
                .flip());
        sha256.update(keyBytes);
        sha256.update(event.body());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        long high = (digest.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
        long low = (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
