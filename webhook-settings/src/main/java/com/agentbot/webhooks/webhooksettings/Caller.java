package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param siteId the only site whose things it may see; null for all sites
 * @param key under which its requests are counted
 */
record Caller(@Nullable String siteId, Scope scope, String key) {
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /**
     * Lets the caller into a site, or answers as if there were none: whether another site exists is not to be told.
     *
     * @return the site
     */
    String in(String site) {
        if (siteId != null && !siteId.equals(site)) {
            throw nothingHere();
        }
        if (!isSite(site)) {
            throw Problem.badRequest(
                    "site", "A site's id has 1 to 128 characters: letters, digits, and any of _ . : - between them.");
        }
        return site;
    }

    /** Lets only a caller of all sites on; to others, what is of all sites is not there. */
    void inAllSites() {
        if (siteId != null) {
            throw nothingHere();
        }
    }

    /** Refuses a change by whoever may only read. */
    void mayWrite() {
        switch (scope) {
            case WRITE -> {}
            case READ -> throw new Problem(403, "Forbidden", "This token may only read.", null);
        }
    }

    static boolean isSite(String id) {
        return SITE.matcher(id).matches();
    }

    private static Problem nothingHere() {
        return Problem.notFound("There is nothing at this address.");
    }
}
