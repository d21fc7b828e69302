package com.agentbot.webhooks.retryscheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker with the pipeline's topics, what workers would write to it, and what they would read. */
final class Cluster implements AutoCloseable {
    static final String TIERS = "1s,2s,3h";

    private final Path directory;
    private final int port;
    private EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> worker;
    final Service.Failures failures = new Service.Failures();

    Cluster(Path directory) throws Exception {
        this(directory, TIERS);
    }

    Cluster(Path directory, String schedule) throws Exception {
        this.directory = directory;
        this.kafka = EmbeddedKafka.start(directory, 0);
        String address = kafka.bootstrapServers();
        this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        RetryTiers tiers = RetryTiers.parse(schedule);
        ClusterSetup.apply(
                Map.of("bootstrap.servers", address),
                TopicCatalogue.of(tiers, TopicCatalogue.Sizing.DEFAULT),
                tiers,
                (short) 1);
        this.worker = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    void down() {
        kafka.close();
    }

    void up() throws Exception {
        kafka = EmbeddedKafka.start(directory, port);
    }

    /** Returns once the broker keeps the topic by this setting; null for the setting's default. */
    void set(String topic, String setting, @Nullable String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp.OpType type = value == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET;
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), type);
        try (Admin admin = Admin.create(client())) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
        }
    }

    SchedulerSettings settings(Map<String, String> given) throws Exception {
        Map<String, String> variables = new HashMap<>(given);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        return SchedulerSettings.from(new Environment(variables));
    }

    /** A scheduler that runs until it is closed. */
    Service scheduler(InstantSource clock, MeterRegistry metrics, Map<String, String> given) throws Exception {
        return scheduler(clock, metrics, given, failures);
    }

    Service scheduler(
            InstantSource clock, MeterRegistry metrics, Map<String, String> given, Service.Failures whoseFailures)
            throws Exception {
        Map<String, String> variables = new HashMap<>(given);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        Service service = RetryScheduler.assemble(new Environment(variables), metrics, whoseFailures, clock);
        service.start();
        return service;
    }

    Service scheduler() throws Exception {
        return scheduler(InstantSource.system(), new SimpleMeterRegistry(), Map.of());
    }

    /** A delivery to {@code id} waits in the tier. */
    void waits(String tier, String id, long dueAtMillis) {
        waits(tier, id, Long.toString(dueAtMillis));
    }

    /** The same with whatever {@code due_at} holds; null for none. */
    void waits(String tier, String id, @Nullable String dueAt) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.RETRY_PREFIX + tier, id.getBytes(UTF_8), body(id));
        record.headers().add(DeliveryHeaders.WEBHOOK_ID, id.getBytes(UTF_8)).add("of_a_later_version", new byte[] {7});
        if (dueAt != null) {
            record.headers().add(DeliveryHeaders.DUE_AT, dueAt.getBytes(UTF_8));
        }
        var unused = worker.send(record);
    }

    /** Everything that was to wait is on the broker. */
    void written() {
        worker.flush();
    }

    static byte[] body(String id) {
        return ("{\"of\":\"" + id + "\"}").getBytes(UTF_8);
    }

    /** Reads what is committed to the topic from now on. */
    Arrivals arrivals(String topic) {
        return new Arrivals(topic);
    }

    @Override
    public void close() {
        worker.close(Duration.ZERO);
        kafka.close();
    }

    /** A record and the time at which a reader of committed records got it. */
    record Arrival(ConsumerRecord<byte[], byte[]> record, long atMillis) {
        String id() {
            return new String(record.key(), UTF_8);
        }

        long dueAt() {
            try {
                return DeliveryHeaders.dueAtMillis(record.headers());
            } catch (UnreadableRecord e) {
                throw new IllegalStateException(e);
            }
        }

        long lateMillis() {
            return atMillis - dueAt();
        }
    }

    /** Collects on a thread of its own, so that each arrival's time is its own. */
    final class Arrivals implements AutoCloseable {
        private final List<Arrival> all = new CopyOnWriteArrayList<>();
        private final Thread reader;
        private volatile boolean closing;

        private Arrivals(String topic) {
            Map<String, Object> properties = new HashMap<>(client());
            properties.put("isolation.level", "read_committed");
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.endOffsets(partitions).forEach(consumer::seek);
            reader = Thread.ofPlatform().start(() -> collect(consumer));
        }

        private void collect(KafkaConsumer<byte[], byte[]> consumer) {
            try (consumer) {
                while (!closing) {
                    consumer.poll(Duration.ofMillis(50))
                            .forEach(record -> all.add(new Arrival(record, System.currentTimeMillis())));
                }
            }
        }

        List<Arrival> all() {
            return all;
        }

        List<String> ids() {
            return all.stream().map(Arrival::id).toList();
        }

        @Override
        public void close() throws InterruptedException {
            closing = true;
            reader.join();
        }
    }
}
