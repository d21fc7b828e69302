package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a body with a webhook's secrets, in two ways at once: {@code X-Agentbot-Signature}, as our customers' page
 * documents it, and {@code webhook-signature}, as the Standard Webhooks specification has it. Immutable, safe for use
 * by many threads.
 */
public final class Signer {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    /** One a thread: looking one up costs as much as signing a small body. */
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(Signer::newMac);

    private final List<Keys> secrets;

    /**
     * A secret's two keys: the page's verify function takes the whole secret's bytes, the standard's libraries what
     * lies in base64 behind the prefix.
     */
    private record Keys(SecretKey whole, SecretKey decoded) {
        static Keys of(String secret) {
            return new Keys(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM), decode(secret));
        }

        private static SecretKey decode(String secret) {
            if (secret.startsWith(PREFIX)) {
                try {
                    return new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), ALGORITHM);
                } catch (IllegalArgumentException e) {
                    // Not one of ours to decode: the whole secret serves, as the standard's libraries also do it.
                }
            }
            return new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
        }
    }

    /**
     * Both signatures of one attempt.
     *
     * @param agentbot {@code t=<unix seconds>,v1=<hex>}, one {@code v1} for each secret
     * @param standard {@code v1,<base64>}, one for each secret, separated by a space
     */
    public record Signatures(String agentbot, String standard) {}

    /**
     * Signs with each of the secrets.
     *
     * @param secrets as they were shown; while a rotation lasts the outgoing one comes first, because the documented
     *     verify function reads only the first signature
     */
    public Signer(List<String> secrets) {
        this.secrets = secrets.stream().map(Keys::of).toList();
    }

    /**
     * Signs one attempt.
     *
     * @param messageId the delivery's id
     * @param seconds the attempt's own time, in seconds of the Unix epoch
     */
    public Signatures sign(String messageId, long seconds, byte[] body) {
        byte[] documented = (seconds + ".").getBytes(US_ASCII);
        byte[] standard = (messageId + "." + seconds + ".").getBytes(US_ASCII);
        StringBuilder agentbotText = new StringBuilder(96).append("t=").append(seconds);
        StringBuilder standardText = new StringBuilder(64);
        for (Keys keys : secrets) {
            agentbotText.append(",v1=").append(HexFormat.of().formatHex(hmac(keys.whole(), documented, body)));
            standardText
                    .append(standardText.isEmpty() ? "v1," : " v1,")
                    .append(Base64.getEncoder().encodeToString(hmac(keys.decoded(), standard, body)));
        }
        return new Signatures(agentbotText.toString(), standardText.toString());
    }

    private static byte[] hmac(SecretKey key, byte[] prefix, byte[] body) {
        try {
            Mac mac = MAC.get();
            mac.init(key);
            mac.update(prefix);
            return mac.doFinal(body);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("every secret is a key", e);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
