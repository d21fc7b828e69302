package com.agentbot.webhooks.cli;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which deliveries are wanted, as several commands ask for it. */
final class DeliveryFilters {
    @Option(names = "--status", paramLabel = "STATUS", description = "pending, delivered, failed, held or cancelled.")
    @Nullable
    String status;

    @Option(names = "--event", paramLabel = "TYPE", description = "Of one event type.")
    @Nullable
    String event;

    @Option(
            names = "--status-code",
            paramLabel = "CODE",
            description = "By the last answer: 503, 5xx, or none for no answer.")
    @Nullable
    String statusCode;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before: 2026-05-17T12:34:56Z, or 15m, 3h, 7d ago.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Not after.")
    @Nullable
    String until;

    /** As the API wants it. */
    Map<String, @Nullable String> query() {
        return Asking.parameters(
                "status", status,
                "event", event,
                "status_code", statusCode,
                "since", Texts.instant("--since", since),
                "until", Texts.instant("--until", until));
    }

    @Nullable
    Instant begin() {
        String text = Texts.instant("--since", since);
        return text == null ? null : Instant.parse(text);
    }
}
