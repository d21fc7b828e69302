package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import org.jspecify.annotations.Nullable;

/** What the settings say of a webhook at the moment a POST would start. */
sealed interface Standing {

    /**
     * It may be sent to.
     *
     * @param perSecond how many POSTs a second its owner allows; null for no limit
     * @param version of the settings that say so
     */
    record Active(WebhookUrl url, Signer signer, @Nullable Integer perSecond, long version) implements Standing {}

    /** Switched off. */
    record Off() implements Standing {}

    /** Deleted. */
    record Deleted() implements Standing {}

    /** The settings that the delivery was matched with have not arrived here yet. */
    record NotYetKnown() implements Standing {}

    /** It is on, but cannot be sent to as it is, for a reason on our side. */
    record Unusable() implements Standing {}
}
