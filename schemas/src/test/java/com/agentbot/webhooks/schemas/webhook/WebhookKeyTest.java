package com.agentbot.webhooks.schemas.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.UnreadableRecord;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookKeyTest {
    @Test
    void aKeyIsSiteAndWebhookWithASlashBetween() throws UnreadableRecord {
        assertThat(new WebhookKey("site_abc", "wh_1")).hasToString("site_abc/wh_1");
        assertThat(WebhookKey.parse("site_abc/wh_1")).isEqualTo(new WebhookKey("site_abc", "wh_1"));
    }

    @Property(tries = 300)
    void whatWasWrittenIsRead(@ForAll @StringLength(min = 1) String site, @ForAll @StringLength(min = 1) String webhook)
            throws UnreadableRecord {
        WebhookKey key = new WebhookKey(site.replace('/', '_'), webhook.replace('/', '_'));
        assertThat(WebhookKey.parse(key.toString())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "wh_1", "/wh_1", "site_abc/", "site_abc//wh_1", "site/abc/wh_1", "site_abc/wh_1/"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> WebhookKey.parse(text))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("key '" + text + "' is not site_id/webhook_id");
    }
}
