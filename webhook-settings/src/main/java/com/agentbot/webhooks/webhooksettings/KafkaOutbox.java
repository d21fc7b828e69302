package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import com.agentbot.webhooks.servicekit.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Publishes changes of webhooks, and what is told of them, from the outbox to their topics, in the order of versions.
 *
 * <p>One instance at a time does it: the one that holds the lock in PostgreSQL. It takes the transactional id after the
 * lock and reads changes on the connection that holds the lock. So one that has lost the lock without noticing either
 * reads nothing more, or is fenced before what it has read is published. A crash between publishing and deleting
 * publishes the same versions once more, in the same order.
 */
final class KafkaOutbox implements Loop.Work {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    /** The producer's own id of an event, as on every topic of events. */
    private static final String EVENT_ID = "id";

    private static final String OLDEST =
            "SELECT version, topic, key, value, event_id, webhook_id FROM outbox ORDER BY version LIMIT ?";

    private static final Leader.Words WORDS = new Leader.Words(
            "Changes of webhooks cannot be published at present", "Changes of webhooks are published again");

    private final Leader leader;
    private final KafkaClients kafka;
    private final Publication publication;
    private final Settings.Outbox settings;
    private final AtomicLong waiting = new AtomicLong();

    @SuppressWarnings("ArrayRecordComponent") // Changes are never compared.
    private record Change(
            long version,
            String topic,
            String key,
            byte @Nullable [] value,
            @Nullable String eventId,
            @Nullable String webhookId) {}

    KafkaOutbox(
            Database database,
            KafkaClients kafka,
            Publication publication,
            Settings.Outbox settings,
            MeterRegistry metrics) {
        this.leader =
                new Leader(database, AdvisoryLock.OUTBOX, new Leader.Pauses(settings.poll(), settings.retry()), WORDS);
        this.kafka = kafka;
        this.publication = publication;
        this.settings = settings;
        Gauge.builder("settings_outbox_waiting", waiting, AtomicLong::get)
                .description(
                        "Changes of webhooks, and what is told of them, not published yet, as the publishing instance sees them")
                .register(metrics);
    }

    @Override
    public void run() throws InterruptedException {
        leader.run(this::publish);
    }

    private void publish(Connection session) throws SQLException, InterruptedException {
        KafkaProducer<String, byte[]> producer = kafka.outboxProducer();
        try {
            producer.initTransactions();
            while (!leader.isFinished()) {
                if (!publishSome(session, producer)) {
                    publication.awaitChange(settings.poll());
                }
            }
        } finally {
            producer.close(CLOSE_WAIT);
        }
    }

    /** Publishes the oldest changes; false when there were none. */
    private boolean publishSome(Connection session, Producer<String, byte[]> producer) throws SQLException {
        List<Change> changes = oldest(session);
        waiting.set(changes.size());
        if (changes.isEmpty()) {
            return false;
        }
        producer.beginTransaction();
        for (Change change : changes) {
            // What fails here makes the commit below throw.
            Future<RecordMetadata> unused = producer.send(record(change));
        }
        producer.commitTransaction();
        long upTo = changes.getLast().version();
        publication.published(upTo);
        delete(session, upTo);
        waiting.set(0);
        leader.succeeded();
        return true;
    }

    private static ProducerRecord<String, byte[]> record(Change change) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(change.topic(), change.key(), change.value());
        if (change.eventId() == null || change.webhookId() == null) {
            record.headers().add(WebhookJson.VERSION, WebhookJson.version(change.version()));
        } else {
            record.headers()
                    .add(EVENT_ID, change.eventId().getBytes(UTF_8))
                    .add(DeliveryHeaders.WEBHOOK_ID, change.webhookId().getBytes(UTF_8));
        }
        return record;
    }

    private List<Change> oldest(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(OLDEST)) {
            query.setInt(1, settings.batch());
            ResultSet rows = query.executeQuery();
            List<Change> changes = new ArrayList<>();
            while (rows.next()) {
                changes.add(new Change(
                        rows.getLong("version"),
                        rows.getString("topic"),
                        rows.getString("key"),
                        rows.getBytes("value"),
                        rows.getString("event_id"),
                        rows.getString("webhook_id")));
            }
            return changes;
        }
    }

    private static void delete(Connection session, long upTo) throws SQLException {
        try (PreparedStatement delete = session.prepareStatement("DELETE FROM outbox WHERE version <= ?")) {
            delete.setLong(1, upTo);
            delete.executeUpdate();
        }
    }

    @Override
    public void finish() {
        leader.finish();
        publication.changed();
    }
}
