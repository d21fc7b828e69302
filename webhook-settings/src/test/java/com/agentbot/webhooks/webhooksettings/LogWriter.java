package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import java.time.Clock;
import java.util.Map;

/** The writer of the delivery log itself, on a database that nobody else writes. */
final class LogWriter implements AutoCloseable {
    final Database database;
    final PostgresWebhooks webhooks;
    final PostgresDeliveryLog log;

    LogWriter(Engines engines, Engines.Base base, Clock clock) throws Exception {
        Settings settings = Settings.read(RunningSettings.environment(engines, base, Map.of()));
        EventReader reader = new EventReader(EventTypes.load(EventType.Kind.values()), 102_400);
        Publication publication = new Publication();
        database = new Database(settings.database());
        database.start();
        webhooks = new PostgresWebhooks(database, publication, settings.rules(), clock);
        WebhookHours hours = new WebhookHours(clock);
        log = new PostgresDeliveryLog(
                database,
                new LogPartitions(database, hours, settings.log(), clock),
                hours,
                new HealthWatch(webhooks, new OperationalEvents(reader, clock), settings.health(), clock),
                publication);
    }

    @Override
    public void close() {
        database.stop();
    }
}
