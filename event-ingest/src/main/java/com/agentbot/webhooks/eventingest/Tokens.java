package com.agentbot.webhooks.eventingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that open the edge; kept as hashes only. How long a comparison takes tells nothing of them. Immutable.
 */
final class Tokens {
    static final int MIN_CHARACTERS = 16;
    static final int MAX_CHARACTERS = 256;
    /** Everybody may send events. */
    static final Tokens NONE_ASKED = new Tokens(List.of());

    private static final String SCHEME = "bearer ";

    private final List<byte[]> hashes;

    private Tokens(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * Reads a list of tokens.
     *
     * @throws IllegalArgumentException saying what is wrong without repeating any of it
     */
    static Tokens parse(String list) {
        List<String> tokens = Stream.of(list.split(",", -1)).map(String::strip).toList();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.length() < MIN_CHARACTERS || token.length() > MAX_CHARACTERS) {
                throw new IllegalArgumentException("token " + (i + 1) + " has " + token.length()
                        + " characters; each must have from " + MIN_CHARACTERS + " to " + MAX_CHARACTERS);
            }
        }
        return new Tokens(tokens.stream().map(Tokens::hash).toList());
    }

    /** Returns when whoever sent this header may send events. */
    void check(@Nullable String authorization) throws Refusal {
        if (hashes.isEmpty()) {
            return;
        }
        if (authorization == null) {
            throw Refusal.unauthenticated("Send a token: 'Authorization: Bearer <token>'.");
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw Refusal.unauthenticated("Only 'Authorization: Bearer <token>' is understood.");
        }
        if (!isKnown(authorization.substring(SCHEME.length()).strip())) {
            throw Refusal.unauthenticated("This token is not valid.");
        }
    }

    private boolean isKnown(String token) {
        byte[] hash = hash(token);
        boolean known = false;
        for (byte[] each : hashes) {
            // All are looked at, whichever fits.
            known |= MessageDigest.isEqual(each, hash);
        }
        return known;
    }

    private static byte[] hash(String token) {
        return Sha256.digest().digest(token.getBytes(UTF_8));
    }
}
