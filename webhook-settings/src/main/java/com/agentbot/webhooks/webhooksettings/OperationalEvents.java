package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.InvalidEvent;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts into words what has become of a webhook, for its owner and for the site's other webhooks. */
final class OperationalEvents {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** An endpoint's name can be long, and an error can hold it. */
    private static final int ERROR_CHARACTERS = 300;

    private final EventReader reader;
    private final Clock clock;

    OperationalEvents(EventReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** Why a webhook is switched off that did nothing but fail. */
    static String switchedOff(Health health, Attempt last) {
        return "Switched off automatically: all " + failures(health, last);
    }

    private static String failures(Health health, Attempt last) {
        return health.failures() + " attempts since " + minute(health.since()) + " failed; the last error was: "
                + error(last);
    }

    private static String minute(@Nullable Instant time) {
        return time == null ? "then" : MINUTE.format(time);
    }

    OperationalEvent failing(StoredWebhook webhook, Health health, Attempt last) {
        return event("webhook.failing", webhook, null, "All " + failures(health, last), health, last);
    }

    /** @param cause in one word, for programs */
    OperationalEvent disabled(StoredWebhook webhook, String cause, String reason, Health health, Attempt last) {
        return event("webhook.disabled", webhook, cause, reason, health, last);
    }

    OperationalEvent recovered(StoredWebhook webhook, Course.Recovery recovery) {
        Health from = recovery.from();
        String after = from.since() == null
                ? "."
                : ", after " + from.failures() + " that failed since " + minute(from.since()) + ".";
        return event("webhook.recovered", webhook, null, "An attempt succeeded" + after, from, recovery.success());
    }

    private OperationalEvent event(
            String type, StoredWebhook webhook, @Nullable String cause, String reason, Health health, Attempt last) {
        ObjectNode json = Json.object();
        json.put("event", type);
        json.put("timestamp", Times.text(clock.instant()));
        json.put("site_id", webhook.siteId());
        ObjectNode data = json.putObject("data");
        data.put("webhook_id", webhook.id());
        // The query is where customers put keys.
        data.put("url", webhook.setup().url().split("\\?", 2)[0]);
        if (cause != null) {
            data.put("cause", cause);
        }
        data.put("reason", reason);
        data.put("failing_since", Times.textOrNull(health.since()));
        data.put("failed_attempts", health.failures());
        data.put("last_status_code", last.statusCode());
        data.put("last_error", last.error() == null ? null : error(last));
        return new OperationalEvent(
                UUID.randomUUID().toString(), new WebhookKey(webhook.siteId(), webhook.id()), canonical(json));
    }

    private byte[] canonical(ObjectNode json) {
        try {
            return reader.read(json.toString().getBytes(UTF_8)).body();
        } catch (InvalidEvent e) {
            throw new IllegalStateException("what is told of a webhook is a valid event", e);
        }
    }

    private static String error(Attempt attempt) {
        String error = attempt.error() == null ? "unknown." : attempt.error();
        return StorableText.of(error.length() <= ERROR_CHARACTERS ? error : error.substring(0, ERROR_CHARACTERS) + "…");
    }
}
