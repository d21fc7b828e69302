package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.servicekit.WebServer;
import java.time.Duration;
import java.util.Map;

/**
 * What the edge can be told.
 *
 * @param ackWait how long Kafka may take to confirm a request's events
 * @param kafka properties for every Kafka client
 */
record IngestSettings(
        WebServer.Binding http,
        RequestBodies.Bounds bodies,
        Events events,
        Tokens tokens,
        Duration ackWait,
        Map<String, String> kafka) {

    /**
     * What one request may hold.
     *
     * @param perRequest events in one array at most
     * @param maxBodyBytes the longest body that an event may make
     */
    record Events(int perRequest, int maxBodyBytes) {}

    /**
     * Reads all settings.
     *
     * @throws StartFailure naming each one that is wrong
     */
    static IngestSettings read(Environment environment) throws StartFailure {
        RequestBodies.Bounds bodies = bodies(environment);
        IngestSettings settings = new IngestSettings(
                new WebServer.Binding(
                        "INGEST_PORT",
                        environment.text("HOST", "0.0.0.0", "The address that the service's ports listen on."),
                        environment.port("INGEST_PORT", 8081, "Port on which events are taken over HTTP."),
                        bodies.largestBytes(),
                        environment.duration(
                                "INGEST_IDLE", "30s", "How long a connection to the ingest port may be silent.")),
                bodies,
                new Events(
                        environment.number("INGEST_EVENTS", 1_000, 1, 100_000, "Events in one request at most."),
                        environment.bytes("MAX_BODY_BYTES", "100KiB", "The largest body to POST.")),
                tokens(environment),
                environment.duration(
                        "INGEST_ACK_WAIT",
                        "10s",
                        "How long Kafka may take to confirm a request's events; then 503 and nothing is acknowledged."),
                environment.kafka(ClientProperties.names()));
        environment.check();
        return settings;
    }

    private static RequestBodies.Bounds bodies(Environment environment) {
        RequestBodies.Bounds bounds = new RequestBodies.Bounds(
                environment.bytes("INGEST_BODY_BYTES", "1MiB", "The largest request body with events; beyond it 413."),
                environment.bytes(
                        "INGEST_MEMORY",
                        "64MiB",
                        "What all requests with events may hold at once, each counted with "
                                + RequestBodies.REQUEST_BYTES / 1024 + " KiB beside its body; beyond it 503."),
                environment.duration(
                        "INGEST_BODY_WAIT", "30s", "How long a request's body may take to arrive; then 408."));
        if (bounds.togetherBytes() < bounds.largestBytes() + RequestBodies.REQUEST_BYTES) {
            environment.problem("INGEST_MEMORY is wrong: it must be larger than INGEST_BODY_BYTES by "
                    + RequestBodies.REQUEST_BYTES / 1024 + "KiB or more, or a body of that size could never be taken");
        }
        return bounds;
    }

    private static Tokens tokens(Environment environment) {
        String list = environment.optional(
                "INGEST_TOKENS",
                "Tokens of which each request must bear one, comma-separated, of " + Tokens.MIN_CHARACTERS + " to "
                        + Tokens.MAX_CHARACTERS + " characters each; when not set, none is asked for.");
        try {
            return list == null ? Tokens.NONE_ASKED : Tokens.parse(list);
        } catch (IllegalArgumentException e) {
            // The value itself is never repeated: it is a secret.
            environment.problem("INGEST_TOKENS is wrong: " + e.getMessage());
            return Tokens.NONE_ASKED;
        }
    }
}
