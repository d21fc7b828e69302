package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker needs of a webhook's settings, in few bytes: every worker holds all webhooks that there are. Immutable. */
final class PackedWebhook {
    private static final byte[] NOTHING = new byte[0];

    private final long version;
    private final State state;
    /** Limit, URL and sealed secrets, one after the other; empty for settings that could not be read. */
    private final byte[] packed;

    /** Whether it may be sent to. */
    enum State {
        ON,
        OFF,
        UNREADABLE
    }

    private PackedWebhook(long version, State state, byte[] packed) {
        this.version = version;
        this.state = state;
        this.packed = packed;
    }

    /** Packs settings. What lies in base64 as text takes a quarter less. */
    static PackedWebhook of(long version, Webhook webhook) {
        byte[] url = webhook.url().getBytes(UTF_8);
        List<byte[]> secrets = new ArrayList<>();
        for (SealedSecret secret : webhook.secrets()) {
            secrets.add(secret.keyId().getBytes(UTF_8));
            secrets.add(sealed(secret));
        }
        int length = 2 * Integer.BYTES + url.length;
        for (byte[] part : secrets) {
            length += Integer.BYTES + part.length;
        }
        Integer perSecond = webhook.limits().perSecond();
        ByteBuffer packed = ByteBuffer.allocate(length).putInt(perSecond == null ? 0 : perSecond);
        put(packed, url);
        secrets.forEach(part -> put(packed, part));
        return new PackedWebhook(version, webhook.enabled() ? State.ON : State.OFF, packed.array());
    }

    private static byte[] sealed(SealedSecret secret) {
        try {
            return Base64.getDecoder().decode(secret.sealed());
        } catch (IllegalArgumentException e) {
            // Found to be no secret when it is opened.
            return NOTHING;
        }
    }

    private static void put(ByteBuffer packed, byte[] part) {
        packed.putInt(part.length).put(part);
    }

    /** Settings that make no sense. */
    static PackedWebhook unreadable(long version) {
        return new PackedWebhook(version, State.UNREADABLE, NOTHING);
    }

    /** The same, switched off. */
    PackedWebhook off() {
        return new PackedWebhook(version, State.OFF, packed);
    }

    long version() {
        return version;
    }

    State state() {
        return state;
    }

    /** How many POSTs a second its owner allows; null for no limit. */
    @Nullable
    Integer perSecond() {
        int perSecond = ByteBuffer.wrap(packed).getInt();
        return perSecond == 0 ? null : (Integer) perSecond;
    }

    String url() {
        return new String(take(ByteBuffer.wrap(packed).position(Integer.BYTES)), UTF_8);
    }

    /** One, or two while a rotation lasts; the outgoing one comes first. */
    List<SealedSecret> secrets() {
        ByteBuffer from = ByteBuffer.wrap(packed).position(Integer.BYTES);
        take(from);
        List<SealedSecret> secrets = new ArrayList<>();
        while (from.hasRemaining()) {
            String keyId = new String(take(from), UTF_8);
            secrets.add(new SealedSecret(keyId, Base64.getEncoder().encodeToString(take(from))));
        }
        return secrets;
    }

    private static byte[] take(ByteBuffer from) {
        byte[] part = new byte[from.getInt()];
        from.get(part);
        return part;
    }
}
