package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the events topic until it has been seen once. From then on each request finds out for itself: if all
 * instances called themselves unready in an outage, senders would get no answer at all in place of one that explains.
 */
final class ClusterWatch implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final int ASK_MILLIS = 3_000;
    private static final int PAUSE_MILLIS = 500;

    private final Map<String, String> kafka;
    private final String cluster;
    private final CountDownLatch finish = new CountDownLatch(1);
    private volatile @Nullable String unready;
    private volatile @Nullable KafkaFuture<?> asked;

    ClusterWatch(Map<String, String> kafka) {
        this.kafka = Map.copyOf(kafka);
        this.cluster = "Kafka at " + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        this.unready = cluster + " has not been reached yet";
    }

    @Override
    public void run() throws InterruptedException, StartFailure {
        Admin admin = admin();
        try {
            String told = null;
            for (String reason = missing(admin); reason != null; reason = missing(admin)) {
                unready = reason;
                if (finish.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (!reason.equals(told)) {
                    LOG.warn("not ready: {}", reason);
                    told = reason;
                }
            }
            unready = null;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private Admin admin() throws StartFailure {
        Map<String, Object> properties = ClientProperties.admin(kafka);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ASK_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ASK_MILLIS);
        try {
            return Admin.create(properties);
        } catch (KafkaException e) {
            throw new StartFailure("No Kafka client can be made of the KAFKA_ settings: " + e.getMessage(), e);
        }
    }

    /** What keeps events from being written; null when nothing does. */
    private @Nullable String missing(Admin admin) throws InterruptedException {
        KafkaFuture<?> topic = admin.describeTopics(List.of(Topics.EVENTS)).allTopicNames();
        asked = topic;
        try {
            topic.get(2L * ASK_MILLIS, TimeUnit.MILLISECONDS);
            return null;
        } catch (CancellationException e) {
            return "stopping";
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException
                    ? cluster + " has no topic " + Topics.EVENTS + " yet"
                    : cluster + " does not answer: " + e.getCause();
        } catch (TimeoutException e) {
            return cluster + " does not answer";
        }
    }

    @Override
    public void finish() {
        finish.countDown();
        KafkaFuture<?> topic = asked;
        if (topic != null) {
            topic.cancel(true);
        }
    }

    @Override
    public Optional<String> unready() {
        return Optional.ofNullable(unready);
    }
}
