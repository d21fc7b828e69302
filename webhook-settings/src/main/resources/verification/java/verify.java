import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class AgentbotSignature {
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    /**
     * Whether a POST is from Agentbot.
     *
     * @param header X-Agentbot-Signature: "t=123,v1=hash", with two v1 while the secret is being rotated; or null
     * @param rawBody the body as it came, not parsed
     */
    static boolean verify(String header, byte[] rawBody, String secret, Duration tolerance) {
        String t = "";
        List<String> given = new ArrayList<>();
        for (String part : header == null ? new String[0] : header.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals("t")) {
                t = pair[1];
            } else if (pair.length == 2 && pair[0].equals("v1")) {
                given.add(pair[1]);
            }
        }
        if (!t.matches("[0-9]{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(t)), Instant.now());
        if (age.abs().compareTo(tolerance) > 0) {
            return false;
        }
        byte[] expected = hmac(secret, t, rawBody).getBytes(StandardCharsets.US_ASCII);
        return given.stream().anyMatch(v1 -> MessageDigest.isEqual(v1.getBytes(StandardCharsets.UTF_8), expected));
    }

    private static String hmac(String secret, String t, byte[] rawBody) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((t + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(rawBody));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
