package com.agentbot.webhooks.webhooksettings;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids and secrets that nobody guesses. Safe for use by many threads. */
final class Randomness {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private Randomness() {}

    /** 128 bits, so that an id is never made twice. */
    static String webhookId() {
        return "wh_" + URL_SAFE.encodeToString(bytes(16));
    }

    static String replayId() {
        return "rp_" + URL_SAFE.encodeToString(bytes(16));
    }

    /** 192 bits in plain base64: what the libraries of Standard Webhooks expect behind {@code whsec_}. */
    static String signingSecret() {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes(24));
    }

    static String tokenId() {
        return "tk_" + URL_SAFE.encodeToString(bytes(16));
    }

    /** 256 bits. */
    static String token() {
        return "awt_" + URL_SAFE.encodeToString(bytes(32));
    }

    static String sessionId() {
        return URL_SAFE.encodeToString(bytes(24));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
