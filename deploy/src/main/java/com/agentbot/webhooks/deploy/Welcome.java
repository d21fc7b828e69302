package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.Topics;

/** What a person is told once everything runs: where it is, and three commands to try next. */
final class Welcome {
    private static final String SITE = "site_abc";
    private static final String EVENT = "message.created";

    private Welcome() {}

    /**
     * The text, with commands that work as they stand.
     *
     * @param kafkaTool how {@code deploy/kafka} is called from where the person is
     */
    static String text(UpJson addresses, DataDirectory data, String kafkaTool) {
        String token = quoted("Authorization: Bearer " + addresses.token());
        String webhooks = addresses.settings() + "/v1/sites/" + SITE + "/webhooks";
        String webhook = "{\"url\": \"http://127.0.0.1:9999/hook\", \"events\": [\"" + EVENT + "\"]}";
        return """

                Everything runs. Ctrl-C stops it.

                  Settings   %s
                  Ingest     %s/v1/events
                  Kafka      %s
                  PostgreSQL %s
                  Metrics    %s/metrics
                  Token      %s
                  Data       %s%s

                Try next, in another terminal:

                1. Make a webhook (its secret is shown this once):
                curl -sS %s -H %s -H 'Content-Type: application/json' -d %s

                2. Send the example event, by Kafka's own console producer:
                printf '%%s\\n' %s | %s console-producer --bootstrap-server %s --topic %s

                3. Look at the webhook's recent deliveries:
                curl -sS -H %s %s/$(curl -sS -H %s %s | grep -o 'wh_[A-Za-z0-9_-]*' | head -n 1)/deliveries
                """.formatted(
                        addresses.settings(),
                        addresses.ingest(),
                        addresses.kafka(),
                        addresses.postgres(),
                        addresses.metrics(),
                        addresses.token(),
                        data.path(),
                        data.ephemeral() ? " (deleted at the end)" : "",
                        webhooks,
                        token,
                        quoted(webhook),
                        quoted(example()),
                        kafkaTool,
                        addresses.kafka(),
                        Topics.EVENTS,
                        token,
                        webhooks,
                        token,
                        webhooks);
    }

    private static String example() {
        return EventTypes.load()
                .find(EVENT)
                .orElseThrow(() -> new IllegalStateException("there is no event type " + EVENT))
                .example()
                .toString();
    }

    /** For a POSIX shell. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
