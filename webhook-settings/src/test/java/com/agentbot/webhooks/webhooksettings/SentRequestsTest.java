package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.webhooksettings.SentRequest.Header;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentRequestsTest {
    private static final SecretCipher CIPHER = SecretCipher.parse(SecretCipher.newKey("k1"));
    private static final byte[] BODY = "{\"event\":\"message.created\"}".getBytes(UTF_8);
    private static final Instant AT = Instant.parse("2026-05-17T12:34:56.789Z");
    private static final UUID ID = UUID.fromString("6d8f0f4e-9d0c-8f5b-a1c2-0123456789ab");
    private static final LoggedDelivery DELIVERY = new LoggedDelivery(
            ID, "wh_1", "message.created", "agentbot.events-0-1", "delivered", 1, 1, AT, null, 200, null);

    private static final SealedSecret OUTGOING = CIPHER.seal("wh_1", "whsec_b3V0");
    private static final SealedSecret INCOMING = CIPHER.seal("wh_1", "whsec_aW4=");
    private static final SentWith SETTINGS =
            new SentWith("https://example.com:8443/hook?a=b", 3, List.of(OUTGOING, INCOMING), 5);

    private static LoggedAttempt attempt(@Nullable Long durationMillis, @Nullable Long version) {
        return new LoggedAttempt(1, "schedule", AT, "delivered", 200, durationMillis, null, "ok", null, null, version);
    }

    private static SentRequest request(long version, byte @Nullable [] body, SentWith settings) {
        return new SentRequests(DELIVERY, body, settings, CIPHER)
                .of(attempt(5L, version))
                .orElseThrow();
    }

    @Test
    void aRequestIsShownWithEachHeaderAsItWasSent() {
        Signer.Signatures signed =
                new Signer(List.of("whsec_b3V0", "whsec_aW4=")).sign(ID.toString(), AT.getEpochSecond(), BODY);

        SentRequest request = request(5, BODY, SETTINGS);

        assertThat(request.url()).isEqualTo("https://example.com:8443/hook?a=b");
        assertThat(request.gaps()).isEmpty();
        assertThat(request.headers())
                .containsExactly(
                        new Header("host", "example.com:8443"),
                        new Header("Content-Type", "application/json"),
                        new Header("User-Agent", "Agentbot-Webhooks/1.0"),
                        new Header("X-Agentbot-Event", "message.created"),
                        new Header("X-Agentbot-Delivery-Id", ID.toString()),
                        new Header("X-Agentbot-Signature", signed.agentbot()),
                        new Header("webhook-id", ID.toString()),
                        new Header("webhook-timestamp", "1779021296"),
                        new Header("webhook-signature", signed.standard()),
                        new Header("content-length", Integer.toString(BODY.length)));
    }

    @Test
    void withASecretThatIsInUseNoMoreTheSignaturesAreLeftOutAndThatIsSaid() {
        SentRequest request = request(4, BODY, SETTINGS);

        assertThat(request.url()).isNotNull();
        assertThat(request.header("x-agentbot-signature")).isNull();
        assertThat(request.header("webhook-signature")).isNull();
        assertThat(request.header("webhook-timestamp")).isEqualTo("1779021296");
        assertThat(request.gaps()).hasSize(1).first().asString().contains("the secret that made them");
    }

    @Test
    void ofAnEarlierUrlNothingIsMadeUp() {
        SentRequest request = request(2, BODY, SETTINGS);

        assertThat(request.url()).isNull();
        assertThat(request.header("host")).isNull();
        assertThat(request.gaps()).hasSize(2);
    }

    @Test
    void withoutTheBodyThereAreNoSignatures() {
        SentRequest request = request(5, null, SETTINGS);

        assertThat(request.header("content-length")).isNull();
        assertThat(request.header("x-agentbot-signature")).isNull();
        assertThat(request.gaps()).singleElement().asString().contains("without the body");
    }

    @Test
    void aSecretThatDoesNotOpenIsNoReasonToShowNothing() {
        SecretCipher other = SecretCipher.parse(SecretCipher.newKey("k2"));
        SentRequest request = new SentRequests(DELIVERY, BODY, SETTINGS, other)
                .of(attempt(5L, 5L))
                .orElseThrow();

        assertThat(request.header("x-agentbot-event")).isEqualTo("message.created");
        assertThat(request.gaps()).singleElement().asString().contains("at present");
    }

    @Test
    void whereNoPostWasMadeThereIsNoRequestAndWhereItsSettingsAreNotKnownThatIsSaid() {
        SentRequests requests = new SentRequests(DELIVERY, BODY, SETTINGS, CIPHER);

        assertThat(requests.of(attempt(null, null))).isEmpty();
        assertThat(requests.of(attempt(5L, null)).orElseThrow().gaps())
                .singleElement()
                .asString()
                .contains("not known");
        assertThat(new SentRequests(DELIVERY, BODY, SentWith.NOTHING_KNOWN, CIPHER)
                        .of(attempt(5L, 9L))
                        .orElseThrow()
                        .gaps())
                .hasSize(2);
    }
}
