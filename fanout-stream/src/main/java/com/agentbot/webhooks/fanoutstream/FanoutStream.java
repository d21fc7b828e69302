package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** The fan-out as a process. */
public final class FanoutStream {
    private FanoutStream() {}

    public static void main(String[] args) {
        ServiceMain.run(FanoutStream::assemble);
    }

    /** The service's parts, not started. What is wrong with its settings is left with the environment. */
    public static Service assemble(
            Environment environment, PrometheusMeterRegistry registry, Service.Failures failures) {
        FanoutSettings settings = FanoutSettings.from(environment);
        EventReader events = new EventReader(EventTypes.load(), settings.maxBodyBytes());
        EventReader operations = new EventReader(EventTypes.load(EventType.Kind.OPERATIONAL), settings.maxBodyBytes());
        WebhookIndex index = new WebhookIndex();
        FanoutMetrics metrics = new FanoutMetrics(registry, index);
        FanoutTopology topology = new FanoutTopology(settings, events, operations, index, metrics);
        StreamsApplication streams = new StreamsApplication(settings, topology, metrics, failures);
        return new Service("fanout-stream", failures, List.of(streams));
    }
}
