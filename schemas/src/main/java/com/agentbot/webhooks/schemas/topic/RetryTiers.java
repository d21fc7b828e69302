package com.agentbot.webhooks.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The waits between attempts, in order: the wait after a failed attempt n is tier n. Each tier has a topic of its own,
 * so that within one topic the due order is the offset order. Written {@code 1m,5m,30m,3h}.
 */
public record RetryTiers(List<Tier> tiers) {
    /** What customers have been promised: about 1 min, 5 min, 30 min and 3 hours. */
    public static final String DEFAULT = "1m,5m,30m,3h";

    private static final Pattern TIER = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h|d)");

    /**
     * A wait of constant length.
     *
     * @param name as written in the setting, such as {@code 30m}; also the topic's suffix
     */
    public record Tier(String name, Duration delay) {
        public String topic() {
            return Topics.RETRY_PREFIX + name;
        }
    }

    public RetryTiers {
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("at least one retry tier is needed, such as " + DEFAULT);
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).delay().compareTo(tiers.get(i - 1).delay()) < 0) {
                throw new IllegalArgumentException("retry tier " + tiers.get(i).name() + " is shorter than "
                        + tiers.get(i - 1).name() + " before it: give them in rising order, such as " + DEFAULT);
            }
        }
        tiers = List.copyOf(tiers);
    }

    /**
     * Reads a comma-separated list of whole numbers with a unit of ms, s, m, h or d, in rising order.
     *
     * @throws IllegalArgumentException saying which part is wrong and what would be right
     */
    public static RetryTiers parse(String text) {
        List<Tier> tiers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            Matcher matcher = TIER.matcher(name);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no retry tier: a whole number and ms, s, m, h or d, such as " + DEFAULT);
            }
            tiers.add(new Tier(name, delay(Long.parseLong(matcher.group(1)), matcher.group(2))));
        }
        return new RetryTiers(tiers);
    }

    /** The tier that a retry topic belongs to, of this schedule or an earlier one; empty when its name tells none. */
    public static Optional<Tier> ofTopic(String topic) {
        String name = topic.startsWith(Topics.RETRY_PREFIX) ? topic.substring(Topics.RETRY_PREFIX.length()) : "";
        return TIER.matcher(name).matches() ? Optional.of(parse(name).tiers().getFirst()) : Optional.empty();
    }

    private static Duration delay(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("unknown unit " + unit);
        };
    }

    /** How many attempts a delivery gets in all: the first, and one after each tier. */
    public int attempts() {
        return tiers.size() + 1;
    }

    /** The tier to wait in after {@code failedAttempt} (1 or more) has failed; empty after the last attempt. */
    public Optional<Tier> after(int failedAttempt) {
        return failedAttempt > tiers.size() ? Optional.empty() : Optional.of(tiers.get(failedAttempt - 1));
    }

    /** The whole schedule: how long after its first attempt a delivery's last attempt is due at the earliest. */
    public Duration total() {
        return tiers.stream().map(Tier::delay).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public String toString() {
        return String.join(",", tiers.stream().map(Tier::name).toList());
    }
}
