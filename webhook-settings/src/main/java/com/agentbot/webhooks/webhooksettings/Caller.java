package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param siteId the only site whose things it may see; null for all sites
 */
record Caller(@Nullable String siteId) {
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /**
     * Lets the caller into a site, or answers as if there were none: whether another site exists is not to be told.
     *
     * @return the site
     */
    String in(String site) {
        if (siteId != null && !siteId.equals(site)) {
            throw Problem.notFound("There is nothing at this address.");
        }
        if (!SITE.matcher(site).matches()) {
            throw Problem.badRequest(
                    "site", "A site's id has 1 to 128 characters: letters, digits, and any of _ . : - between them.");
        }
        return site;
    }
}
