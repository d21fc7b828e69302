package com.agentbot.webhooks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.ConsumerGroups;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSetupTest {
    private static final RetryTiers TIERS = RetryTiers.parse("1s,2s");
    private static final Sizing SMALL = new Sizing(2, Duration.ofDays(7), Duration.ofDays(30));
    private static final TopicPartition EVENTS_0 = new TopicPartition(Topics.EVENTS, 0);
    private static final TopicPartition EVENTS_1 = new TopicPartition(Topics.EVENTS, 1);

    private EmbeddedKafka kafka;
    private Admin admin;

    @BeforeEach
    void startBroker(@TempDir Path own) throws Exception {
        kafka = EmbeddedKafka.start(own, 0);
        admin = Admin.create(properties());
    }

    @AfterEach
    void stopBroker() {
        admin.close();
        kafka.close();
    }

    @Test
    void eachTopicIsMadeAndEachGroupGetsItsFirstPlace() throws Exception {
        apply(TIERS);

        TopicCatalogue catalogue = TopicCatalogue.of(TIERS, SMALL);
        assertThat(admin.listTopics().names().get())
                .containsAll(catalogue.topics().stream().map(Topic::name).toList());
        assertThat(retention(Topics.EVENTS))
                .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
        assertThat(retention(Topics.DELIVERIES))
                .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
        for (Topic topic : catalogue.topics()) {
            assertThat(config(topic.name(), "max.message.bytes")).isEqualTo(Integer.toString(topic.maxBatchBytes()));
            assertThat(config(topic.name(), "message.timestamp.type")).isEqualTo("LogAppendTime");
        }
        for (Map.Entry<String, List<String>> reader :
                ConsumerGroups.readers(TIERS).entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> places = places(reader.getKey());
            assertThat(places.values()).allMatch(place -> place.offset() == 0);
            assertThat(places.keySet()).extracting(TopicPartition::topic).containsAll(reader.getValue());
        }
        assertThat(places(ConsumerGroups.FANOUT_STREAM)).containsOnlyKeys(EVENTS_0, EVENTS_1);
    }

    /** Records are deleted by their timestamps: one that says it is from 1970 must still be there for its readers. */
    @Test
    void aRecordIsAsOldAsItsStayOnTheBrokerWhateverItsProducerSays() throws Exception {
        apply(TIERS);
        long before = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
            for (long claimed : new long[] {0, before + Duration.ofDays(400).toMillis()}) {
                long taken = producer.send(new ProducerRecord<>(Topics.EVENTS, 0, claimed, null, "value"))
                        .get()
                        .timestamp();
                assertThat(taken).isBetween(before, System.currentTimeMillis());
            }
        }
    }

    @Test
    void whatExistsIsNeverTouched() throws Exception {
        apply(TIERS);
        write(EVENTS_0, 3);
        admin.alterConsumerGroupOffsets(
                        ConsumerGroups.FANOUT_STREAM, Map.of(EVENTS_0, new OffsetAndMetadata(2, "of the group")))
                .all()
                .get();
        setRetention(Topics.EVENTS, "-1");

        apply(TIERS);

        assertThat(places(ConsumerGroups.FANOUT_STREAM))
                .containsEntry(EVENTS_0, new OffsetAndMetadata(2, "of the group"));
        assertThat(retention(Topics.EVENTS)).isEqualTo("-1");
    }

    @Test
    void aSetupThatWasCutShortAfterMakingATopicIsMadeGoodThoughRecordsHaveComeSince() throws Exception {
        apply(TIERS);
        write(EVENTS_1, 2);
        // As the cut leaves it: the mark is there, the places are not.
        setRetention(Topics.EVENTS, Long.toString(Long.MAX_VALUE));
        losePlaces();

        apply(TIERS);

        assertThat(places(ConsumerGroups.FANOUT_STREAM))
                .containsEntry(EVENTS_0, new OffsetAndMetadata(0))
                .containsEntry(EVENTS_1, new OffsetAndMetadata(0));
        assertThat(retention(Topics.EVENTS))
                .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
    }

    @Test
    void aGroupThatHasLostItsPlaceIsNotGivenAGuess() throws Exception {
        apply(TIERS);
        write(EVENTS_1, 2);
        losePlaces();

        apply(TIERS);

        assertThat(places(ConsumerGroups.FANOUT_STREAM)).containsOnlyKeys(EVENTS_0);
    }

    @Test
    void topicsThatAnOperatorMadeGetPlacesToo() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.EVENTS, 2, (short) 1)))
                .all()
                .get();
        apply(TIERS);
        assertThat(places(ConsumerGroups.FANOUT_STREAM)).containsOnlyKeys(EVENTS_0, EVENTS_1);
    }

    @Test
    void aNewTierIsReadOnceTheMembersOfAKilledRunHaveExpired() throws Exception {
        apply(TIERS);
        try (KafkaConsumer<String, String> member = retryReader()) {
            member.subscribe(List.of(TIERS.tiers().get(0).topic()));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }
            // It is not polled any more and leaves no word: the broker finds out by its session, as after a kill.
            member.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
        }

        apply(RetryTiers.parse("1s,2s,3s"));

        assertThat(places(ConsumerGroups.RETRY_SCHEDULER))
                .containsKey(new TopicPartition(Topics.RETRY_PREFIX + "3s", 0));
    }

    private KafkaConsumer<String, String> retryReader() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        ConsumerGroups.RETRY_SCHEDULER,
                        "session.timeout.ms",
                        "6000"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private Map<String, Object> properties() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private void apply(RetryTiers tiers) throws Exception {
        ClusterSetup.apply(properties(), TopicCatalogue.of(tiers, SMALL), tiers, (short) 1);
    }

    private void write(TopicPartition partition, int count) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, "value"))
                        .get();
            }
        }
    }

    private void losePlaces() throws Exception {
        admin.deleteConsumerGroupOffsets(ConsumerGroups.FANOUT_STREAM, Set.of(EVENTS_0, EVENTS_1))
                .all()
                .get();
    }

    private Map<TopicPartition, OffsetAndMetadata> places(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private String retention(String topic) throws Exception {
        return config(topic, "retention.ms");
    }

    private String config(String topic, String name) throws Exception {
        Collection<Config> configs = admin.describeConfigs(
                        List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
                .all()
                .get()
                .values();
        return configs.iterator().next().get(name).value();
    }

    private void setRetention(String topic, String value) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(change).all().get();
    }
}
