package com.agentbot.webhooks.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks a cluster how it keeps the topics that a service reads, before the service reads them. Used by one thread.
 *
 * <p>A topic that is not there is its readers' to miss. One that this client may not ask about is passed over and told,
 * and so is a cluster that refuses to answer at all: the services run without that right too.
 */
public final class TopicCheck {
    /** After this time it is asked again, or given up where no answer is wanted any more. */
    private static final int ANSWER_WITHIN_MILLIS = 2_000;

    private final Map<String, Object> adminProperties;
    private final Function<Set<String>, List<TopicNeed>> needs;

    /**
     * A check that has not asked yet.
     *
     * @param adminProperties of the Kafka client
     * @param needs what is needed, given the names of the topics that are there
     */
    public TopicCheck(Map<String, Object> adminProperties, Function<Set<String>, List<TopicNeed>> needs) {
        this.adminProperties = Map.copyOf(adminProperties);
        this.needs = needs;
    }

    /**
     * Returns once the cluster has answered, however long that takes.
     *
     * @param wanted whether the answer is still waited for, asked every few seconds
     * @param unchecked gets a sentence when something may not be asked
     * @return a sentence for each thing that is wrong
     */
    public List<String> problems(BooleanSupplier wanted, Consumer<String> unchecked) throws InterruptedException {
        Admin admin = Admin.create(adminProperties);
        try {
            while (wanted.getAsBoolean()) {
                try {
                    return ask(admin, unchecked);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException)) {
                        unchecked.accept("How topics are kept was not checked: " + e.getCause());
                        return List.of();
                    }
                }
            }
            return List.of();
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private List<String> ask(Admin admin, Consumer<String> unchecked) throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics(new ListTopicsOptions().timeoutMs(ANSWER_WITHIN_MILLIS))
                .names()
                .get();
        List<TopicNeed> asked = needs.apply(present).stream()
                .filter(need -> present.contains(need.topic()))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> answers = admin.describeConfigs(
                        resources(asked), new DescribeConfigsOptions().timeoutMs(ANSWER_WITHIN_MILLIS))
                .values();
        List<String> problems = new ArrayList<>();
        Set<String> forbidden = new TreeSet<>();
        for (TopicNeed need : asked) {
            try {
                KafkaFuture<Config> answer = answers.get(resource(need.topic()));
                if (answer != null) {
                    problems.addAll(need.problems(byName(answer.get())));
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    forbidden.add(need.topic());
                } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        if (!forbidden.isEmpty()) {
            unchecked.accept(
                    "Whether " + forbidden
                            + " keep records for long enough was not checked: that takes the right to DescribeConfigs on them.");
        }
        return problems;
    }

    private static List<ConfigResource> resources(Collection<TopicNeed> asked) {
        return asked.stream().map(need -> resource(need.topic())).toList();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Map<String, String> byName(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }
}
