package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a webhook's settings that its requests were made with.
 *
 * @param url the present one
 * @param urlVersion since which version of the settings it has been that
 * @param secrets the present ones, sealed; none of a webhook that was deleted
 * @param secretsVersion since which version of the settings they have been those
 */
record SentWith(String url, long urlVersion, List<SealedSecret> secrets, long secretsVersion) {
    /** Of a webhook that there is no trace of. */
    static final SentWith NOTHING_KNOWN = new SentWith("", Long.MAX_VALUE, List.of(), Long.MAX_VALUE);

    SentWith {
        secrets = List.copyOf(secrets);
    }

    /** The URL that a request went to; null where it was another one since, or is not known. */
    @Nullable
    String urlAt(@Nullable Long version) {
        return version != null && version >= urlVersion ? url : null;
    }

    /** The secrets that signed a request; none where they are gone or not known. */
    List<SealedSecret> secretsAt(@Nullable Long version) {
        return version != null && version >= secretsVersion ? secrets : List.of();
    }
}
