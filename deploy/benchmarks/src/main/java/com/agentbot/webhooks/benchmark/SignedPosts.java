package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.deliveryworker.http.HeaderLines;
import com.agentbot.webhooks.deliveryworker.http.HttpPost;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** POSTs with the headers, the body and both signatures that the worker sends. Safe for use by many threads. */
final class SignedPosts {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final EventTemplate events = new EventTemplate("site_0");
    private final SecretKey whole = new SecretKeySpec(WebhookTopic.SECRET.getBytes(UTF_8), ALGORITHM);
    private final SecretKey decoded =
            new SecretKeySpec(Base64.getDecoder().decode(WebhookTopic.SECRET.substring(PREFIX.length())), ALGORITHM);
    private final AtomicLong number = new AtomicLong();

    HttpPost to(WebhookUrl url) {
        long now = WallClock.micros();
        long seconds = now / 1_000_000;
        byte[] body = events.at(now);
        String id = new UUID(now, number.incrementAndGet()).toString();
        return new HttpPost(
                url,
                HeaderLines.of(
                        "Content-Type",
                        "application/json",
                        "User-Agent",
                        "Agentbot-Webhooks/1.0",
                        "X-Agentbot-Event",
                        EventTemplate.TYPE,
                        "X-Agentbot-Delivery-Id",
                        id,
                        "X-Agentbot-Signature",
                        "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hmac(whole, seconds + ".", body)),
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(seconds),
                        "webhook-signature",
                        "v1," + Base64.getEncoder().encodeToString(hmac(decoded, id + "." + seconds + ".", body))),
                body);
    }

    private static byte[] hmac(SecretKey key, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(prefix.getBytes(US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
