package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.servicekit.WebServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The HTTP edge for events: its parts, in the order in which they start. */
public final class EventIngest {
    private EventIngest() {}

    public static void main(String[] arguments) {
        ServiceMain.run(EventIngest::assemble);
    }

    /**
     * Puts the service together without starting it. Its part {@code http} listens on {@code INGEST_PORT}.
     *
     * @throws StartFailure when a setting is wrong
     */
    public static Service assemble(Environment environment, MeterRegistry registry, Service.Failures failures)
            throws StartFailure {
        IngestSettings settings = IngestSettings.read(environment);
        EventReader reader =
                new EventReader(EventTypes.load(), settings.events().maxBodyBytes());
        KafkaEvents kafka = new KafkaEvents(settings.kafka(), settings.ackWait());
        RequestBodies bodies = new RequestBodies(settings.bodies());
        IngestMetrics metrics = new IngestMetrics(registry, bodies::held);
        EventApi api = new EventApi(settings, bodies, reader, kafka, metrics);
        return new Service(
                "event-ingest",
                failures,
                List.of(
                        kafka,
                        new Loop("cluster", failures, settings.ackWait(), new ClusterWatch(settings.kafka())),
                        new WebServer("http", settings.http(), api::addTo)));
    }
}
