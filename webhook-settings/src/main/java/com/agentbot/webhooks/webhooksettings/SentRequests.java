package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.RequestHeaders;
import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.SecretCipher.UnopenedSecret;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.webhooksettings.SentRequest.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of a delivery's attempts once more, to be shown. What they were sent with is not kept: it follows from
 * the body, the attempt's time, and the settings of that time. Where those are not known any more, that is said instead.
 */
final class SentRequests {
    private static final Signer.Signatures UNKNOWN = new Signer.Signatures("", "");

    private final LoggedDelivery delivery;
    private final byte @Nullable [] body;
    private final SentWith with;
    private final SecretCipher cipher;

    /**
     * Of one delivery.
     *
     * @param body as it was sent; null where Kafka has it no more
     */
    SentRequests(LoggedDelivery delivery, byte @Nullable [] body, SentWith with, SecretCipher cipher) {
        this.delivery = delivery;
        this.body = body;
        this.with = with;
        this.cipher = cipher;
    }

    /** The request of an attempt; empty where none was made. */
    Optional<SentRequest> of(LoggedAttempt attempt) {
        if (attempt.durationMillis() == null) {
            return Optional.empty();
        }
        List<String> gaps = new ArrayList<>();
        if (attempt.webhookVersion() == null) {
            gaps.add("It is not known with which URL and secret this request was made.");
        }
        String url = url(attempt, gaps);
        List<Header> headers = new ArrayList<>();
        host(url).ifPresent(host -> headers.add(new Header("host", host)));
        addNamed(headers, attempt, signatures(attempt, gaps));
        if (body != null) {
            headers.add(new Header("content-length", Integer.toString(body.length)));
        }
        return Optional.of(new SentRequest(url, headers, gaps));
    }

    private @Nullable String url(LoggedAttempt attempt, List<String> gaps) {
        String url = with.urlAt(attempt.webhookVersion());
        if (url == null && gaps.isEmpty()) {
            gaps.add("The webhook's URL was changed since then.");
        }
        return url;
    }

    private static Optional<String> host(@Nullable String url) {
        try {
            return url == null
                    ? Optional.empty()
                    : Optional.of(WebhookUrl.parse(url, true).hostHeader());
        } catch (InvalidUrl e) {
            return Optional.empty();
        }
    }

    private void addNamed(List<Header> headers, LoggedAttempt attempt, Signer.Signatures signatures) {
        String[] names = RequestHeaders.names();
        String[] values = RequestHeaders.values(
                delivery.id().toString(), delivery.event(), attempt.at().getEpochSecond(), signatures);
        for (int i = 0; i < names.length; i++) {
            if (!values[i].isEmpty()) {
                headers.add(new Header(names[i], values[i]));
            }
        }
    }

    private Signer.Signatures signatures(LoggedAttempt attempt, List<String> gaps) {
        List<SealedSecret> secrets = with.secretsAt(attempt.webhookVersion());
        if (attempt.webhookVersion() == null) {
            return UNKNOWN;
        }
        if (secrets.isEmpty()) {
            gaps.add("The signatures cannot be shown: the secret that made them is in use no more.");
            return UNKNOWN;
        }
        if (body == null) {
            gaps.add("The signatures cannot be shown without the body.");
            return UNKNOWN;
        }
        try {
            List<String> opened = new ArrayList<>();
            for (SealedSecret secret : secrets) {
                opened.add(cipher.open(delivery.webhookId(), secret));
            }
            return new Signer(opened)
                    .sign(delivery.id().toString(), attempt.at().getEpochSecond(), body);
        } catch (UnopenedSecret e) {
            gaps.add("The signatures cannot be shown at present.");
            return UNKNOWN;
        }
    }
}
