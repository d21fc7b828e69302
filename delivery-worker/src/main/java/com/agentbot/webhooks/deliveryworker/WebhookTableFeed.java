package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.topic.TopicCheck;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link WebhookTable} current: reads {@code agentbot.webhooks} from its beginning and never stops. Every
 * worker reads all of it, so it belongs to no group.
 */
final class WebhookTableFeed implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookTableFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final WebhookTable table;
    private final TopicCheck topics;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private volatile boolean running = true;

    WebhookTableFeed(Consumer<byte[], byte[]> consumer, WebhookTable table, TopicCheck topics) {
        this.consumer = consumer;
        this.table = table;
        this.topics = topics;
    }

    @Override
    public void run() throws StartFailure, InterruptedException {
        try (consumer) {
            refuseTopicsThatForget();
            load();
            while (running) {
                consumer.poll(POLL).forEach(table::apply);
            }
        } catch (WakeupException e) {
            // The only one to wake it is finish().
        }
    }

    /** No delivery is taken before the settings are there, so none is taken from a topic that would lose it. */
    private void refuseTopicsThatForget() throws StartFailure, InterruptedException {
        List<String> problems = topics.problems(() -> running, LOG::warn);
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join(System.lineSeparator(), problems));
        }
    }

    private void load() throws StartFailure {
        List<TopicPartition> partitions = patiently(() -> consumer.partitionsFor(Topics.WEBHOOKS)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new StartFailure("There is no topic " + Topics.WEBHOOKS + ": the topics have not been made yet.");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> end = patiently(() -> consumer.endOffsets(partitions));
        while (running && patiently(() -> !reached(end))) {
            consumer.poll(POLL).forEach(table::apply);
        }
        String keyProblem = table.keyProblem();
        if (keyProblem != null) {
            throw new StartFailure("SECRET_KEYS does not hold the key of the webhooks' secrets: " + keyProblem);
        }
        LOG.info("{} webhooks read", table.size());
        loaded.countDown();
    }

    private boolean reached(Map<TopicPartition, Long> end) {
        return end.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }

    /** Brokers may be away at a start; they come back, and nothing can be done before. */
    private static <T> T patiently(Supplier<T> question) {
        while (true) {
            try {
                return question.get();
            } catch (TimeoutException e) {
                LOG.warn("The webhooks' settings cannot be read yet: {}", e.getMessage());
            }
        }
    }

    @Override
    public Optional<String> unready() {
        return loaded.getCount() == 0 ? Optional.empty() : Optional.of("the webhooks' settings are being read");
    }

    /** Waits until the table has once held everything that was on the topic; false when the time is over. */
    boolean awaitLoaded(Duration patience) throws InterruptedException {
        return loaded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void finish() {
        running = false;
        consumer.wakeup();
    }
}
