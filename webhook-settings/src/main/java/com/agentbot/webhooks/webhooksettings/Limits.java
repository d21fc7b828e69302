package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.AddressRange;
import com.agentbot.webhooks.servicekit.Environment;
import java.util.Arrays;
import java.util.List;

/**
 * How much one caller may ask for.
 *
 * @param requestsPerMinute at most so many of one token, session or JWT subject of a site, at this instance
 * @param operatorRequestsPerMinute the same of one token or session for all sites: it asks on behalf of many
 * @param failedSignInsPerMinute at most so many from one client address, at this instance
 * @param trustedProxies whose word is taken for where a request comes from
 * @param tokensPerSite at most so many
 */
record Limits(
        int requestsPerMinute,
        int operatorRequestsPerMinute,
        int failedSignInsPerMinute,
        List<AddressRange> trustedProxies,
        int tokensPerSite) {

    Limits {
        trustedProxies = List.copyOf(trustedProxies);
    }

    static Limits read(Environment environment) {
        return new Limits(
                environment.number(
                        "REQUESTS_PER_MINUTE",
                        1_200,
                        1,
                        10_000_000,
                        "Most requests of one token, page session or JWT subject of a site a minute and instance; beyond"
                                + " it 429."),
                environment.number(
                        "OPERATOR_REQUESTS_PER_MINUTE",
                        120_000,
                        1,
                        10_000_000,
                        "The same of one token or page session for all sites."),
                environment.number(
                        "FAILED_SIGN_INS_PER_MINUTE",
                        60,
                        1,
                        1_000_000,
                        "Most wrong tokens, sessions and JWTs from one client address a minute and instance; then 429 for"
                                + " whoever has not been let in lately."),
                environment.parsed(
                        "TRUSTED_PROXIES",
                        "",
                        "Proxies in front of this service, whose X-Forwarded-For tells the client's address: CIDRs,"
                                + " comma-separated.",
                        Limits::ranges),
                environment.number(
                        "TOKENS_PER_SITE",
                        100,
                        1,
                        100_000,
                        "Most tokens of one site, and most of those for all sites."));
    }

    private static List<AddressRange> ranges(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(AddressRange::parse)
                .toList();
    }
}
