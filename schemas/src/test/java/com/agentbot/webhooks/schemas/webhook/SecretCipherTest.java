package com.agentbot.webhooks.schemas.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.webhook.SecretCipher.UnopenedSecret;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretCipherTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String K1 = "k1:" + KEY;
    private static final String K2 = SecretCipher.newKey("k2");
    private static final SecretCipher CIPHER = SecretCipher.parse(K1);

    @Property(tries = 200)
    void whatWasSealedOpensForTheSameWebhook(
            @ForAll @CharRange(from = ' ', to = '\ud7ff') @StringLength(max = 60) String webhook,
            @ForAll @CharRange(from = '\u0000', to = '\ud7ff') @StringLength(max = 60) String secret)
            throws UnopenedSecret {
        assertThat(CIPHER.open(webhook, CIPHER.seal(webhook, secret))).isEqualTo(secret);
    }

    /** AES-256-GCM with the webhook's id as associated data: what another implementation makes of the same. */
    @Test
    void whatWasSealedElsewhereOpens() throws UnopenedSecret {
        SealedSecret sealed = new SealedSecret(
                "k1", "ZGVmZ2hpamtsbW5vP3OtAxq2G/h1M2aa4iIhpDOwUn3hOaM2n5jgGKHqynrYiAyhH2WA8od9frmb8KHEEe7W3+f5");
        assertThat(CIPHER.open("wh_1", sealed)).isEqualTo(SECRET);
    }

    @Test
    void theSameSecretIsNeverSealedTheSameWayTwice() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            sealed.add(CIPHER.seal("wh_1", SECRET).sealed().substring(0, 16));
        }
        assertThat(sealed).hasSize(1_000);
    }

    @Test
    void aSecretMovedToAnotherWebhookDoesNotOpen() {
        assertUnopened(
                CIPHER,
                "wh_2",
                CIPHER.seal("wh_1", SECRET),
                "a secret of webhook wh_2 does not open with key 'k1': it was sealed with another key, or for another"
                        + " webhook");
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotOpen() {
        SecretCipher impostor = SecretCipher.parse(SecretCipher.newKey("k1"));
        assertUnopened(
                impostor,
                "wh_1",
                CIPHER.seal("wh_1", SECRET),
                "a secret of webhook wh_1 does not open with key 'k1': it was sealed with another key, or for another"
                        + " webhook");
    }

    @Test
    void aKeyThatIsNotKnownIsNamed() {
        assertUnopened(
                SecretCipher.parse(K2 + "," + SecretCipher.newKey("k3")),
                "wh_1",
                CIPHER.seal("wh_1", SECRET),
                "a secret of webhook wh_1 is sealed with key 'k1', known are [k2, k3]");
    }

    @Test
    void aSingleFlippedBitAnywhereIsFound() {
        byte[] sealed = Base64.getDecoder().decode(CIPHER.seal("wh_1", SECRET).sealed());
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            SealedSecret forged = new SealedSecret("k1", Base64.getEncoder().encodeToString(flipped));
            assertThatThrownBy(() -> CIPHER.open("wh_1", forged)).isInstanceOf(UnopenedSecret.class);
        }
    }

    @Property(tries = 500)
    void noiseIsRefusedAndNothingElse(@ForAll @StringLength(max = 80) String noise) {
        assertThatThrownBy(() -> CIPHER.open("wh_1", new SealedSecret("k1", noise)))
                .isInstanceOf(UnopenedSecret.class)
                .hasMessageStartingWith("a secret of webhook wh_1 ");
    }

    @Test
    void aSecretThatWasCutOffIsRefused() {
        String sealed = CIPHER.seal("wh_1", SECRET).sealed();
        assertUnopened(
                CIPHER,
                "wh_1",
                new SealedSecret("k1", sealed.substring(0, 36)),
                "a secret of webhook wh_1 is too short to be one");
        assertThatThrownBy(() -> CIPHER.open("wh_1", new SealedSecret("k1", sealed.substring(0, 40))))
                .isInstanceOf(UnopenedSecret.class);
    }

    /** First the new key is known everywhere, then it seals, then the old one goes. */
    @Test
    void keysAreRotatedWithoutAGap() throws UnopenedSecret {
        SealedSecret old = CIPHER.seal("wh_1", SECRET);
        SecretCipher knowsBoth = SecretCipher.parse(K1 + "," + K2);
        assertThat(knowsBoth.open("wh_1", old)).isEqualTo(SECRET);
        assertThat(knowsBoth.seal("wh_1", SECRET).keyId()).isEqualTo("k1");

        SecretCipher sealsWithNew = SecretCipher.parse(" " + K2 + " , " + K1 + " ");
        SealedSecret fresh = sealsWithNew.seal("wh_1", SECRET);
        assertThat(fresh.keyId()).isEqualTo("k2");
        assertThat(sealsWithNew.keyIds()).containsExactly("k2", "k1");
        assertThat(sealsWithNew.open("wh_1", old)).isEqualTo(SECRET);
        assertThat(knowsBoth.open("wh_1", fresh)).isEqualTo(SECRET);

        assertThat(SecretCipher.parse(K2).open("wh_1", fresh)).isEqualTo(SECRET);
    }

    @Test
    void neitherSecretNorKeyIsEverShown() {
        SealedSecret sealed = CIPHER.seal("wh_1", SECRET);
        Webhook webhook = new Webhook(
                "wh_1",
                "site_abc",
                "https://example.com/",
                Set.of("message.created"),
                true,
                null,
                Webhook.Limits.NONE,
                List.of(sealed));
        assertThat(sealed.toString() + webhook + CIPHER + new String(WebhookJson.write(webhook), UTF_8))
                .contains(sealed.sealed())
                .doesNotContain(SECRET, "whsec_", KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                KEY, // no id
                ":" + KEY,
                KEY + ":k1", // swapped
                "k1:" + KEY + "," + KEY + ":k2",
                "k1:" + KEY + ",k1:" + KEY,
                "k1:" + KEY + ",",
                "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh", // short
                "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=" + "A", // behind the end
                "k1:-_ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", // for URLs
                "k 1:" + KEY
            })
    void keysThatAreWrittenWrongAreRefusedWithoutBeingRepeated(String keys) {
        assertThatThrownBy(() -> SecretCipher.parse(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("key")
                .message()
                .doesNotContain("CAwQFBgcI");
    }

    @Test
    void aRefusalSaysWhatWouldBeRight() {
        assertThatThrownBy(() -> SecretCipher.parse("k1"))
                .hasMessage("each key is written id:base64, such as k1:<32 bytes in base64>");
        assertThatThrownBy(() -> SecretCipher.parse("k1:AAEC")).hasMessage("key 'k1' has 3 bytes, not 32");
        assertThatThrownBy(() -> SecretCipher.parse("k1:?")).hasMessage("key 'k1' is not base64");
        assertThatThrownBy(() -> SecretCipher.parse(K1 + "," + K1)).hasMessage("key id 'k1' stands twice");
        assertThatThrownBy(() -> SecretCipher.parse(KEY + ":k1"))
                .hasMessage("a key's id is 1 to 32 of the characters A-Z a-z 0-9 _ . -");
    }

    @Test
    void aNewKeyIsOfItsOwnAndCanBeRead() {
        assertThat(SecretCipher.parse(SecretCipher.newKey("k9")).keyIds()).containsExactly("k9");
        assertThat(SecretCipher.newKey("k9")).isNotEqualTo(SecretCipher.newKey("k9"));
    }

    private static void assertUnopened(SecretCipher cipher, String webhook, SealedSecret sealed, String message) {
        assertThatThrownBy(() -> cipher.open(webhook, sealed))
                .isInstanceOf(UnopenedSecret.class)
                .hasMessage(message);
    }
}
