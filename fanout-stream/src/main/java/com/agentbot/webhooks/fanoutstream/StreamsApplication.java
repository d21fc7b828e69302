package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.TopicCheck;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology at work on a cluster, from start to stop. */
final class StreamsApplication implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);

    private final FanoutSettings settings;
    private final FanoutTopology topology;
    private final FanoutMetrics metrics;
    private final Service.Failures failures;
    private final Restores restores = new Restores();
    private volatile @Nullable KafkaStreams streams;
    private volatile boolean stopping;

    StreamsApplication(
            FanoutSettings settings, FanoutTopology topology, FanoutMetrics metrics, Service.Failures failures) {
        this.settings = settings;
        this.topology = topology;
        this.metrics = metrics;
        this.failures = failures;
    }

    @Override
    public String name() {
        return "streams";
    }

    /** Returns once the webhooks have been read; the group's partitions follow. */
    @Override
    public void start() throws Exception {
        String instanceId = InstanceId.of(settings.stateDirectory());
        ClusterFacts cluster =
                ClusterFacts.ask(settings.kafka(), settings.patience().start());
        refuseBodiesThatDoNotFit(cluster);
        refuseTopicsThatForget();
        Properties properties = StreamsProperties.of(settings, instanceId, cluster.largestInvalidBytes());
        KafkaStreams made = make(topology.of(cluster), properties);
        made.setUncaughtExceptionHandler(
                new ThreadReplacement(settings.threadReplacements(), InstantSource.system(), metrics, this::fail));
        made.setStateListener(this::changed);
        made.setGlobalStateRestoreListener(restores);
        streams = made;
        made.start();
    }

    private void refuseBodiesThatDoNotFit(ClusterFacts cluster) throws StartFailure {
        if (settings.maxBodyBytes() > cluster.largestBodyBytes()) {
            throw new StartFailure(
                    "MAX_BODY_BYTES=" + settings.maxBodyBytes() + " is wrong: with its max.message.bytes, "
                            + Topics.DELIVERIES + " takes bodies of at most " + cluster.largestBodyBytes() + " bytes.");
        }
    }

    private void refuseTopicsThatForget() throws StartFailure, InterruptedException {
        List<TopicNeed> needs =
                List.of(TopicNeed.webhooks(), TopicNeed.soonRead(Topics.EVENTS, "events", settings.outage()));
        List<String> problems = new TopicCheck(ClientProperties.admin(settings.kafka()), present -> needs)
                .problems(() -> !stopping, LOG::warn);
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join(System.lineSeparator(), problems));
        }
    }

    private KafkaStreams make(Topology made, Properties properties) throws StartFailure {
        try {
            return new KafkaStreams(made, properties);
        } catch (StreamsException e) {
            throw new StartFailure(
                    "The fan-out cannot start in FANOUT_STATE_DIR=" + settings.stateDirectory() + ": " + e.getMessage()
                            + ". Each process needs a state directory of its own that it may write.",
                    e);
        }
    }

    private void fail(Throwable failure) {
        failures.report(name(), failure);
    }

    private void changed(KafkaStreams.State now, KafkaStreams.State before) {
        switch (now) {
            case RUNNING -> LOG.info("fanning out");
            case REBALANCING -> LOG.info("the partitions are being shared out");
            case ERROR -> fail(new IllegalStateException("Kafka Streams has given up; the log says why"));
            case CREATED, PENDING_ERROR, PENDING_SHUTDOWN, NOT_RUNNING -> {}
        }
    }

    @Override
    public Optional<String> unready() {
        KafkaStreams current = streams;
        if (current == null) {
            return Optional.of("waiting for Kafka");
        }
        KafkaStreams.State state = current.state();
        return state == KafkaStreams.State.RUNNING ? Optional.empty() : Optional.of(state + restores.progress());
    }

    @Override
    public void stop() {
        stopping = true;
        KafkaStreams current = streams;
        if (current == null) {
            return;
        }
        Duration patience = settings.patience().stop();
        // Leaving the group hands the partitions over at once.
        boolean stopped =
                current.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(patience));
        if (!stopped) {
            LOG.warn("the streams did not stop within {}; what was not committed will be done again", patience);
        }
    }

    /** How far stores have been read from Kafka. */
    private static final class Restores implements StateRestoreListener {
        private final Map<TopicPartition, AtomicLong> left = new ConcurrentHashMap<>();

        String progress() {
            long records = left.values().stream().mapToLong(AtomicLong::get).sum();
            return left.isEmpty() ? "" : ", about " + records + " records to restore";
        }

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
            left.put(partition, new AtomicLong(to - from));
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long restored) {
            AtomicLong count = left.get(partition);
            if (count != null) {
                count.addAndGet(-restored);
            }
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long restored) {
            left.remove(partition);
        }

        @Override
        public void onRestoreSuspended(TopicPartition partition, String store, long restored) {
            left.remove(partition);
        }
    }
}
