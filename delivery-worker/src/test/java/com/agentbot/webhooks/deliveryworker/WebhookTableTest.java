package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the table says of a webhook, record by record. */
class WebhookTableTest {
    private static final String ID = "wh_1";

    private final SecretCipher cipher = SecretCipher.parse(SecretCipher.newKey("k1"));
    private final WebhookTable table = new WebhookTable(cipher, false, 1);

    @Test
    void whatIsOnTheTopicIsWhatIsSentBy() {
        put(3, webhook(ID, true, 5, "whsec_b3V0", "whsec_aW4="));

        Standing.Active active = (Standing.Active) standing(ID);

        assertThat(active.url().text()).isEqualTo("https://example.com/grüße?a=1");
        assertThat(active.perSecond()).isEqualTo(5);
        assertThat(active.version()).isEqualTo(3);
        byte[] body = "{}".getBytes(UTF_8);
        assertThat(active.signer().sign("id", 1, body))
                .isEqualTo(new Signer(List.of("whsec_b3V0", "whsec_aW4=")).sign("id", 1, body));
    }

    @Test
    void onOffDeletedAndNotYetKnownAreToldApart() {
        put(1, webhook(ID, true, null, "whsec_YQ=="));
        assertThat(standing(ID)).isInstanceOf(Standing.Active.class);
        put(2, webhook(ID, false, null, "whsec_YQ=="));
        assertThat(standing(ID)).isEqualTo(new Standing.Off());
        put(3, null);
        assertThat(standing(ID)).isEqualTo(new Standing.Deleted());
        assertThat(table.standing(delivery(ID, 4))).isEqualTo(new Standing.NotYetKnown());
    }

    @Test
    void olderSettingsDoNotUndoNewerOnes() {
        put(2, webhook(ID, false, null, "whsec_YQ=="));
        put(1, webhook(ID, true, null, "whsec_YQ=="));

        assertThat(standing(ID)).isEqualTo(new Standing.Off());
    }

    @Test
    void settingsOfAWebhookThatIsKeptOpenedNoMoreAreOpenedAgain() {
        for (String id : List.of("wh_1", "wh_2", "wh_3")) {
            put(1, webhook(id, true, null, "whsec_YQ=="));
        }
        for (int round = 0; round < 3; round++) {
            for (String id : List.of("wh_1", "wh_2", "wh_3")) {
                assertThat(standing(id)).isInstanceOf(Standing.Active.class);
            }
        }
    }

    @Test
    void anEndpointThatIsGoneIsOffUntilItsSettingsAreNewer() {
        put(1, webhook(ID, true, null, "whsec_YQ=="));
        assertThat(standing(ID)).isInstanceOf(Standing.Active.class);

        table.gone(ID, 1);
        assertThat(standing(ID)).isEqualTo(new Standing.Off());

        put(2, webhook(ID, true, null, "whsec_YQ=="));
        table.gone(ID, 1);
        assertThat(standing(ID)).isInstanceOf(Standing.Active.class);
    }

    @Test
    void whatCannotBeReadOrOpenedIsUnusableAndTheRestIsNot() {
        table.apply(record(1, ID, "{".getBytes(UTF_8)));
        put(2, unsealed("wh_2", "not base64!"));
        put(3, unsealed("wh_3", "YWJj"));
        put(4, webhook("wh_4", true, null, "whsec_YQ=="));

        for (String id : List.of(ID, "wh_2", "wh_3")) {
            assertThat(standing(id)).isEqualTo(new Standing.Unusable());
        }
        assertThat(standing("wh_4")).isInstanceOf(Standing.Active.class);
    }

    @Test
    void aKeyThatOpensNoneOfTheSecretsIsNoticed() {
        assertThat(table.keyProblem()).isNull();
        WebhookTable other = new WebhookTable(SecretCipher.parse(SecretCipher.newKey("k1")), false, 1);
        other.apply(record(1, ID, WebhookJson.write(webhook(ID, false, null, "whsec_YQ=="))));
        assertThat(other.keyProblem()).contains(ID);
        put(1, webhook(ID, true, null, "whsec_YQ=="));
        assertThat(table.keyProblem()).isNull();
    }

    private Webhook webhook(String id, boolean enabled, @Nullable Integer perSecond, String... secrets) {
        return new Webhook(
                id,
                "site_abc",
                "https://example.com/grüße?a=1",
                Set.of("message.created"),
                enabled,
                null,
                new Webhook.Limits(perSecond),
                List.of(secrets).stream().map(secret -> cipher.seal(id, secret)).toList());
    }

    private Webhook unsealed(String id, String sealed) {
        return new Webhook(
                id,
                "site_abc",
                "https://example.com/",
                Set.of("message.created"),
                true,
                null,
                Webhook.Limits.NONE,
                List.of(new SealedSecret("k1", sealed)));
    }

    private void put(long version, @Nullable Webhook webhook) {
        table.apply(record(
                version, webhook == null ? ID : webhook.id(), webhook == null ? null : WebhookJson.write(webhook)));
    }

    private static ConsumerRecord<byte[], byte[]> record(long version, String id, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(WebhookJson.VERSION, WebhookJson.version(version));
        return new ConsumerRecord<>(
                Topics.WEBHOOKS,
                0,
                version,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                ("site_abc/" + id).getBytes(UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private Standing standing(String id) {
        return table.standing(delivery(id, 0));
    }

    private static Delivery delivery(String id, long webhookVersion) {
        return new Delivery(
                UUID.randomUUID(),
                id,
                "site_abc",
                "message.created",
                1,
                0,
                new EventRef(Topics.EVENTS, 0, 0),
                0,
                webhookVersion,
                Trigger.SCHEDULE);
    }
}
