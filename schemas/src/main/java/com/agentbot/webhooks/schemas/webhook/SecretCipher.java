package com.agentbot.webhooks.schemas.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals signing secrets with AES-256-GCM (NIST SP 800-38D): a random 96-bit nonce, a 128-bit tag, and the webhook's id
 * as associated data, so that a sealed secret moved to another webhook does not open. Safe for use by many threads.
 */
public final class SecretCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    /** Too short for a key in base64, so that one never passes for an id. */
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

    private final Map<String, SecretKey> keys;
    private final String sealingKeyId;
    private final SecureRandom random = new SecureRandom();

    private SecretCipher(Map<String, SecretKey> keys, String sealingKeyId) {
        this.keys = keys;
        this.sealingKeyId = sealingKeyId;
    }

    /**
     * Reads keys written {@code id:base64,id:base64}, an id being 1 to 32 of the characters {@code A-Za-z0-9_.-}. The
     * first seals; every one opens.
     *
     * @throws IllegalArgumentException saying what is wrong, without repeating any key
     */
    public static SecretCipher parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("each key is written id:base64, such as k1:<32 bytes in base64>");
            }
            String id = part.substring(0, colon).strip();
            if (!KEY_ID.matcher(id).matches()) {
                // Not repeated: whoever has swapped the two has written the key here.
                throw new IllegalArgumentException("a key's id is 1 to 32 of the characters A-Z a-z 0-9 _ . -");
            }
            if (keys.put(id, key(id, part.substring(colon + 1).strip())) != null) {
                throw new IllegalArgumentException("key id '" + id + "' stands twice");
            }
        }
        return new SecretCipher(keys, keys.keySet().iterator().next());
    }

    @SuppressWarnings("UnusedException") // Its message tells a character of the key.
    private static SecretKey key(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key '" + id + "' is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("key '" + id + "' has " + bytes.length + " bytes, not " + KEY_BYTES);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** A fresh key with the given id, written as {@link #parse} reads it. */
    public static String newKey(String id) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return id + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    public Set<String> keyIds() {
        return keys.keySet();
    }

    /** Names the key that {@link #seal} uses. */
    public String sealingKeyId() {
        return sealingKeyId;
    }

    public SealedSecret seal(String webhookId, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(sealingKeyId), nonce, webhookId);
            byte[] ciphertext = cipher.doFinal(secret.getBytes(UTF_8));
            byte[] sealed = ByteBuffer.allocate(nonce.length + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
            return new SealedSecret(sealingKeyId, Base64.getEncoder().encodeToString(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} sealed for the same webhook.
     *
     * @throws UnopenedSecret when the key is not known, or the secret was sealed with another key or for another webhook
     */
    public String open(String webhookId, SealedSecret secret) throws UnopenedSecret {
        try {
            byte[] sealed = Base64.getDecoder().decode(secret.sealed());
            if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
                throw new UnopenedSecret("a secret of webhook " + webhookId + " is too short to be one");
            }
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, openingKey(webhookId, secret.keyId()), nonce, webhookId);
            return new String(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES), UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new UnopenedSecret("a secret of webhook " + webhookId + " does not open with key '" + secret.keyId()
                    + "': it was sealed with another key, or for another webhook");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    private SecretKey openingKey(String webhookId, String keyId) throws UnopenedSecret {
        SecretKey key = keys.get(keyId);
        if (key == null) {
            throw new UnopenedSecret("a secret of webhook " + webhookId + " is sealed with key '" + keyId
                    + "', known are " + keys.keySet());
        }
        return key;
    }

    private SecretKey key(String keyId) {
        SecretKey key = keys.get(keyId);
        if (key == null) {
            throw new IllegalStateException("the sealing key is always known");
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String webhookId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(webhookId.getBytes(UTF_8));
        return cipher;
    }

    /** The keys' ids, never a key. */
    @Override
    public String toString() {
        return "SecretCipher" + keys.keySet();
    }

    /** A sealed secret that cannot be opened. The message names the webhook and the key's id, never a key or a secret. */
    public static final class UnopenedSecret extends Exception {
        private static final long serialVersionUID = 1L;

        UnopenedSecret(String message) {
            super(message);
        }
    }
}
