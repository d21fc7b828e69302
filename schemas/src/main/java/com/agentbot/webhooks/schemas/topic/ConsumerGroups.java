package com.agentbot.webhooks.schemas.topic;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who reads which topic. A group's place in a topic is set when the topic is made, and afterwards only by the group:
 * one that finds no place of its own refuses to guess, because the wrong guess loses or repeats a week of deliveries.
 */
public final class ConsumerGroups {
    /** Also the Streams application id. */
    public static final String FANOUT_STREAM = "fanout-stream";

    public static final String DELIVERY_WORKER = "delivery-worker";
    public static final String RETRY_SCHEDULER = "retry-scheduler";
    /** Writes the attempts into the delivery log. */
    public static final String DELIVERY_LOG = "delivery-log";

    private ConsumerGroups() {}

    /**
     * The topics in which each group needs a place, by group. On the operations topic the fan-out needs none: what it has
     * handled there it knows by its id.
     */
    public static Map<String, List<String>> readers(RetryTiers tiers) {
        List<String> retries =
                tiers.tiers().stream().map(RetryTiers.Tier::topic).distinct().toList();
        return Map.of(
                FANOUT_STREAM, List.of(Topics.EVENTS),
                DELIVERY_WORKER,
                        Stream.of(Topics.DELIVERIES, Topics.DELIVERIES_SLOW).toList(),
                RETRY_SCHEDULER, retries);
    }
}
