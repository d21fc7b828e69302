package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/**
 * Lets deliveries wait in the retry topics for an endpoint that takes none, or no more: no attempt is used up. Where it
 * takes none they wait for as long again as they have waited, so that one that comes back gets them soon, and one that
 * does not costs less and less. Where it takes no more they wait no longer than until their turn, so that it always has
 * some, and none goes round and round meanwhile.
 */
final class Postponement implements Elsewhere {
    private final RetryTiers tiers;
    private final Duration longest;

    Postponement(RetryTiers tiers) {
        this.tiers = tiers;
        this.longest = tiers.total().multipliedBy(2);
    }

    @Override
    public Verdict of(WayOut.Leaving leaving, long nowMillis) {
        Headers headers = leaving.work().record().headers();
        long since = DeliveryHeaders.waitingSinceMillis(headers).orElse(nowMillis);
        Duration waited = Duration.ofMillis(Math.max(0, nowMillis - since));
        if (waited.compareTo(longest) > 0) {
            return new Verdict.Expired(new Verdict.Fault(
                    "endpoint_unavailable", "The endpoint has taken no more deliveries for too long.", null));
        }
        OptionalLong turn = turn(leaving, headers, nowMillis);
        Duration wait = turn.isPresent() ? Duration.ofMillis(turn.getAsLong() - nowMillis) : waited;
        RetryTiers.Tier tier = notLongerThan(wait);
        return new Verdict.Postponed(
                tier,
                nowMillis + tier.delay().toMillis(),
                since,
                turn,
                new Verdict.Fault("endpoint_unavailable", "The endpoint takes no more deliveries at present.", null));
    }

    /** Who has been given a turn keeps it, or all that come back at once would stand behind all that do not. */
    private static OptionalLong turn(WayOut.Leaving leaving, Headers headers, long nowMillis) {
        Duration untilTurn = leaving.untilTurn();
        if (untilTurn == null) {
            return OptionalLong.empty();
        }
        OptionalLong own = DeliveryHeaders.turnAtMillis(headers);
        return own.isPresent() ? own : OptionalLong.of(nowMillis + untilTurn.toMillis());
    }

    /** The longest tier that is not longer, or the shortest. */
    private RetryTiers.Tier notLongerThan(Duration wait) {
        RetryTiers.Tier tier = tiers.tiers().getFirst();
        for (RetryTiers.Tier longer : tiers.tiers()) {
            if (longer.delay().compareTo(wait) <= 0) {
                tier = longer;
            }
        }
        return tier;
    }
}
