package com.agentbot.webhooks.schemas.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignerTest {
    /** The example of the Standard Webhooks libraries' own tests. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SECONDS = 1_614_265_330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    @Test
    void signsAsTheStandardsOwnVectorHasIt() {
        assertThat(new Signer(List.of(SECRET)).sign(MESSAGE_ID, SECONDS, BODY).standard())
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsAsTheCustomersPageHasItWithTheWholeSecretAsKey() {
        assertThat(new Signer(List.of(SECRET)).sign(MESSAGE_ID, SECONDS, BODY).agentbot())
                .isEqualTo("t=1614265330,v1=2e37df5d4a028c51a7f3133d64ae1e300d2c2c900f1b1d49d4369ad2530f8964");
    }

    @Test
    void duringARotationTheOutgoingSecretSignsFirst() {
        Signer.Signatures old = new Signer(List.of(SECRET)).sign(MESSAGE_ID, SECONDS, BODY);
        Signer.Signatures fresh = new Signer(List.of("whsec_AAAA")).sign(MESSAGE_ID, SECONDS, BODY);

        Signer.Signatures both = new Signer(List.of(SECRET, "whsec_AAAA")).sign(MESSAGE_ID, SECONDS, BODY);

        assertThat(both.agentbot())
                .isEqualTo(old.agentbot()
                        + fresh.agentbot().substring(fresh.agentbot().indexOf(",v1=")));
        assertThat(both.standard()).isEqualTo(old.standard() + " " + fresh.standard());
    }

    @Test
    void aSecretThatIsNoBase64StillSigns() {
        assertThat(new Signer(List.of("whsec_not base64"))
                        .sign(MESSAGE_ID, SECONDS, BODY)
                        .standard())
                .startsWith("v1,");
    }
}
