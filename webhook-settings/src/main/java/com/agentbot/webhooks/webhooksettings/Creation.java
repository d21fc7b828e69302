package com.agentbot.webhooks.webhooksettings;

/** What came of the wish for a new webhook. */
sealed interface Creation {
    /** It was made. */
    record Made(StoredWebhook webhook) implements Creation {}

    /**
     * It had been made already, by the same request.
     *
     * @param webhook as it is now
     * @param secretHash of the secret that was answered then
     */
    record Repeated(StoredWebhook webhook, String secretHash) implements Creation {}

    /** The key was used for another request. */
    record OtherRequest() implements Creation {}

    /** What the same request had made is deleted. */
    record Deleted() implements Creation {}
}
