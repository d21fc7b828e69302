package com.agentbot.webhooks.schemas.topic;

import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic has to keep its records so that none is gone before its reader has had it. Judges what a cluster says of
 * the topic; does no I/O.
 *
 * @param topic its name
 * @param least what is enough: compaction, or this retention or any longer one
 * @param why what the records have to last for, for a person
 */
public record TopicNeed(String topic, Cleanup least, String why) {
    /** The setting by which every service is told the longest standstill that the topics it reads have to bridge. */
    public static final String OUTAGE = "TOPIC_OUTAGE";

    /** That of {@link TopicCatalogue.Sizing#DEFAULT}, so that topics as the catalogue makes them will do. */
    public static final String OUTAGE_BY_DEFAULT = "7d";

    public static final String OUTAGE_MEANING =
            "The longest standstill that nothing may be lost in: a start is refused where a topic that is read here keeps"
                    + " records for less, beside what they wait in it. Lower it where disks are too small.";

    private static final long UNBOUNDED = -1;

    /** Of a topic whose records are read soon, unless their reader stands still. */
    public static TopicNeed soonRead(String topic, String records, Duration outage) {
        return new TopicNeed(
                topic, new Cleanup.DeleteAfter(outage), records + " must survive an outage of " + spoken(outage));
    }

    /** Of all retry topics among these, also those of tiers that were configured earlier. */
    public static List<TopicNeed> retries(Collection<String> topics, Duration outage) {
        return topics.stream()
                .filter(Topics.RETRY.asMatchPredicate())
                .sorted()
                .map(topic -> retry(topic, outage))
                .toList();
    }

    /** A name that tells no delay says nothing of how long records wait; an outage they have to survive all the same. */
    private static TopicNeed retry(String topic, Duration outage) {
        return RetryTiers.ofTopic(topic)
                .map(tier -> new TopicNeed(
                        topic,
                        new Cleanup.DeleteAfter(tier.delay().plus(outage)),
                        "deliveries wait there for " + spoken(tier.delay()) + " and must survive an outage of "
                                + spoken(outage)))
                .orElseGet(() -> soonRead(topic, "deliveries", outage));
    }

    /** Of the webhooks' settings, which whoever starts reads from the beginning. */
    public static TopicNeed webhooks() {
        return new TopicNeed(
                Topics.WEBHOOKS, new Cleanup.Compact(), "a webhook that nobody changes has its settings nowhere else");
    }

    /**
     * What is wrong with how the topic is kept.
     *
     * @param configs by the names of {@link TopicConfig}; what is not there is not judged
     * @return a sentence for each setting that is wrong: which, what it is, and what would be right
     */
    public List<String> problems(Map<String, String> configs) {
        Set<String> policies = policies(configs);
        return switch (least) {
            case Cleanup.Compact() ->
                policies.equals(Set.of(TopicConfig.CLEANUP_POLICY_COMPACT))
                        ? List.of()
                        : List.of(problem(
                                "does not keep the last record of each key for ever",
                                configs,
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT));
            case Cleanup.DeleteAfter(Duration retention) -> {
                List<String> problems = new ArrayList<>();
                if (policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                    problems.add(problem(
                            "keeps only the last record of each key",
                            configs,
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_DELETE));
                }
                if (policies.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
                    addDeletions(problems, configs, retention);
                }
                yield problems;
            }
        };
    }

    private void addDeletions(List<String> problems, Map<String, String> configs, Duration retention) {
        long kept = number(configs, TopicConfig.RETENTION_MS_CONFIG);
        if (kept != UNBOUNDED && kept < retention.toMillis()) {
            problems.add(problem(
                    "keeps records for " + spoken(Duration.ofMillis(kept)),
                    configs,
                    TopicConfig.RETENTION_MS_CONFIG,
                    "at least " + retention.toMillis()));
        }
        if (number(configs, TopicConfig.RETENTION_BYTES_CONFIG) != UNBOUNDED) {
            problems.add(problem(
                    "drops what is beyond so many bytes of a partition, however young it is",
                    configs,
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    Long.toString(UNBOUNDED)));
        }
    }

    private String problem(String what, Map<String, String> configs, String setting, String right) {
        return topic + " " + what + " (" + setting + "=" + configs.get(setting) + "); " + why + ": set " + setting
                + " to " + right;
    }

    /** What is not told counts as if it were right, and an empty policy deletes nothing. */
    private Set<String> policies(Map<String, String> configs) {
        String byDefault = switch (least) {
            case Cleanup.Compact() -> TopicConfig.CLEANUP_POLICY_COMPACT;
            case Cleanup.DeleteAfter unused -> TopicConfig.CLEANUP_POLICY_DELETE;
        };
        return Stream.of(configs.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, byDefault)
                        .split(",", -1))
                .map(String::strip)
                .filter(policy -> !policy.isEmpty())
                .collect(Collectors.toSet());
    }

    private static long number(Map<String, String> configs, String setting) {
        return Math.max(UNBOUNDED, Long.parseLong(configs.getOrDefault(setting, Long.toString(UNBOUNDED))));
    }

    private static String spoken(Duration time) {
        List<String> parts = new ArrayList<>();
        speak(parts, time.toDays(), "d");
        speak(parts, time.toHoursPart(), "h");
        speak(parts, time.toMinutesPart(), "min");
        speak(parts, time.toSecondsPart(), "s");
        speak(parts, time.toMillisPart(), "ms");
        return parts.isEmpty() ? "no time" : String.join(" ", parts);
    }

    private static void speak(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }
}
