package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;

/** Something about a webhook that its owner should know. */
sealed interface Finding {
    StoredWebhook webhook();

    /** An attempt succeeded, and its owner had been told that it is failing. */
    record Recovered(StoredWebhook webhook, Course.Recovery recovery) implements Finding {}

    /** It has done nothing but fail for a while. */
    record Failing(StoredWebhook webhook, Health health, Attempt last) implements Finding {}

    /** It has done nothing but fail for days. */
    record Hopeless(StoredWebhook webhook, Health health, Attempt last) implements Finding {}

    /** Its endpoint wants no more. */
    record Gone(StoredWebhook webhook, Health health, Attempt last) implements Finding {}
}
