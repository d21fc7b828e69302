package com.agentbot.webhooks.schemas.webhook;

/**
 * A signing secret that only a holder of the key can open.
 *
 * @param keyId names the key that sealed it
 * @param sealed base64 of nonce, ciphertext and tag
 */
public record SealedSecret(String keyId, String sealed) {}
