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
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes changes of webhooks, and what is told of them, from the outbox to their topics, in the order of versions.
 *
 * <p>One instance at a time does it: the one that holds the lock in PostgreSQL. It takes the transactional id after the
 * lock and reads changes on the connection that holds the lock. So one that has lost the lock without noticing either
 * reads nothing more, or is fenced before what it has read is published. A crash between publishing and deleting
 * publishes the same versions once more, in the same order.
 */
final class KafkaOutbox implements Loop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaOutbox.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    /** The producer's own id of an event, as on every topic of events. */
    private static final String EVENT_ID = "id";

    private static final String OLDEST =
            "SELECT version, topic, key, value, event_id, webhook_id FROM outbox ORDER BY version LIMIT ?";

    private final Database database;
    private final KafkaClients kafka;
    private final Publication publication;
    private final Settings.Outbox settings;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean finished;
    private boolean degraded;

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
        this.database = database;
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
        while (!finished) {
            try {
                publishWhileLeading();
            } catch (SQLException | DatabaseFailure | KafkaException e) {
                tell(e);
                Thread.sleep(settings.retry());
            }
        }
    }

    private void tell(Exception e) {
        // On the way out a broken wait is how the loop is told to end.
        if (!degraded && !finished) {
            LOG.warn("Changes of webhooks cannot be published at present; trying on: {}", e.toString());
            degraded = true;
        }
    }

    private void publishWhileLeading() throws SQLException, InterruptedException {
        try (Connection session = database.session()) {
            while (!finished && !AdvisoryLock.OUTBOX.take(session)) {
                Thread.sleep(settings.poll());
            }
            if (finished) {
                return;
            }
            KafkaProducer<String, byte[]> producer = kafka.outboxProducer();
            try {
                producer.initTransactions();
                while (!finished) {
                    if (!publishSome(session, producer)) {
                        publication.awaitChange(settings.poll());
                    }
                }
            } finally {
                producer.close(CLOSE_WAIT);
            }
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
        if (degraded) {
            LOG.info("Changes of webhooks are published again");
            degraded = false;
        }
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
        finished = true;
        publication.changed();
    }
}
