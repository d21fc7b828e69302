package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.time.Duration;

/**
 * Lets deliveries wait in the retry topics for an endpoint that takes none, or no more: no attempt is used up. They wait
 * for as long again as they have waited, so that one that comes back gets them soon, and one that does not costs less
 * and less.
 */
final class Postponement implements Elsewhere {
    private final RetryTiers tiers;
    private final Duration longest;

    Postponement(RetryTiers tiers) {
        this.tiers = tiers;
        this.longest = tiers.total().multipliedBy(2);
    }

    @Override
    public Verdict of(Work work, long nowMillis) {
        long since = DeliveryHeaders.waitingSinceMillis(work.record().headers()).orElse(nowMillis);
        Duration waited = Duration.ofMillis(Math.max(0, nowMillis - since));
        if (waited.compareTo(longest) > 0) {
            return new Verdict.Expired(new Verdict.Fault(
                    "endpoint_unavailable", "The endpoint has taken no more deliveries for too long.", null));
        }
        RetryTiers.Tier tier = tiers.tiers().getFirst();
        for (RetryTiers.Tier longer : tiers.tiers()) {
            if (longer.delay().compareTo(waited) <= 0) {
                tier = longer;
            }
        }
        return new Verdict.Postponed(
                tier,
                nowMillis + tier.delay().toMillis(),
                since,
                new Verdict.Fault("endpoint_unavailable", "The endpoint takes no more deliveries at present.", null));
    }
}
