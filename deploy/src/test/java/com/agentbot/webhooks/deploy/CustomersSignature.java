package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.embedded.Receiver;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies a request as the product's documentation says, for each of the signatures that it may carry. */
final class CustomersSignature {
    private CustomersSignature() {}

    static boolean isOf(Receiver.Request request, String secret) throws GeneralSecurityException {
        List<String> parts = List.of(request.header("x-agentbot-signature").split(","));
        String timestamp = parts.getFirst().replaceFirst("^t=", "");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        byte[] digest = mac.doFinal((timestamp + "." + request.body()).getBytes(UTF_8));
        return parts.contains("v1=" + HexFormat.of().formatHex(digest));
    }
}
