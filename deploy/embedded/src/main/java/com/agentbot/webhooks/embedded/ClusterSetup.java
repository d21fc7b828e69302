package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that a cluster lacks, and gives each consumer group its first place in them: offset 0. What exists
 * is never touched: not a topic, not its settings, not a place.
 *
 * <p>A run can be cut short between topic and place, and producers write as soon as there is a topic. So that the next
 * run need not guess, a topic keeps its records for ever in a spelling of its own until its readers have their place;
 * only then it gets its own retention.
 */
public final class ClusterSetup {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSetup.class);
    /** For ever, but not the -1 that a person would write. */
    private static final String UNTIL_PLACED = Long.toString(Long.MAX_VALUE);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final FirstPlaces places;

    private ClusterSetup(Admin admin, TopicCatalogue catalogue, RetryTiers tiers) {
        this.admin = admin;
        this.catalogue = catalogue;
        this.places = new FirstPlaces(admin, tiers);
    }

    /**
     * Returns once the cluster has all topics of the catalogue and each group of
     * {@link com.agentbot.webhooks.schemas.topic.ConsumerGroups} its place. May be called at every start.
     *
     * @param adminProperties of the Kafka client, with at least {@code bootstrap.servers}
     * @param replicas copies of each partition of a new topic, 1 or more
     * @throws StartFailure when a group that has to be given a place is at work
     * @throws ExecutionException when the cluster refuses or cannot be reached
     */
    public static void apply(
            Map<String, Object> adminProperties, TopicCatalogue catalogue, RetryTiers tiers, short replicas)
            throws Exception {
        try (Admin admin = Admin.create(adminProperties)) {
            ClusterSetup setup = new ClusterSetup(admin, catalogue, tiers);
            setup.makeMissingTopics(replicas);
            Set<String> unplaced = setup.unplacedTopics();
            setup.places.give(unplaced);
            setup.giveOwnRetention(unplaced);
        }
    }

    private void makeMissingTopics(short replicas) throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing = catalogue.topics().stream()
                .filter(topic -> !present.contains(topic.name()))
                .map(topic -> unplaced(topic.toNewTopic(replicas)))
                .toList();
        Set<String> madeNow = new TreeSet<>();
        for (Map.Entry<String, KafkaFuture<Void>> made :
                admin.createTopics(missing).values().entrySet()) {
            try {
                made.getValue().get();
                madeNow.add(made.getKey());
            } catch (ExecutionException e) {
                // Another process may have been quicker.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        if (!madeNow.isEmpty()) {
            LOG.info("made topics {}", madeNow);
        }
    }

    private NewTopic unplaced(NewTopic topic) {
        if (places.readTopics().contains(topic.name())) {
            topic.configs().put(TopicConfig.RETENTION_MS_CONFIG, UNTIL_PLACED);
        }
        return topic;
    }

    private Set<String> unplacedTopics() throws ExecutionException, InterruptedException {
        List<ConfigResource> read =
                places.readTopics().stream().map(ClusterSetup::resource).toList();
        Map<ConfigResource, Config> configs = admin.describeConfigs(read).all().get();
        return Set.copyOf(configs.entrySet().stream()
                .filter(entry -> isUnplaced(entry.getValue()))
                .map(entry -> entry.getKey().name())
                .toList());
    }

    private static boolean isUnplaced(Config config) {
        ConfigEntry retention = config.get(TopicConfig.RETENTION_MS_CONFIG);
        return retention != null && UNTIL_PLACED.equals(retention.value());
    }

    private void giveOwnRetention(Set<String> topics) throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topic topic : catalogue.topics()) {
            if (topics.contains(topic.name())) {
                changes.put(resource(topic.name()), new ArrayList<>(ownRetention(topic)));
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static List<AlterConfigOp> ownRetention(Topic topic) {
        Map<String, String> own = topic.toNewTopic((short) 1).configs();
        String retention = own.get(TopicConfig.RETENTION_MS_CONFIG);
        ConfigEntry entry = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, retention);
        return List.of(
                new AlterConfigOp(entry, retention == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
