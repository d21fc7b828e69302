package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what is to be sent again, and names the field where it cannot be. Pure but for the clock. */
final class ReplayForm {
    static final Set<String> REPLAY = Set.of("since", "until", "which", "per_second");
    static final Set<String> REDRIVE = Set.of("webhook", "since", "until", "reason", "ids", "per_second");

    private static final int IDS_AT_MOST = 1_000;
    private static final int REASON_CHARACTERS = 100;

    private final Settings.Replays settings;
    private final Duration history;
    private final Clock clock;

    /**
     * Reads by these rules.
     *
     * @param history how far back there is anything to be found
     */
    ReplayForm(Settings.Replays settings, Duration history, Clock clock) {
        this.settings = settings;
        this.history = history;
        this.clock = clock;
    }

    /** A window for one webhook: since when, and which, must be there. */
    Replay.Wanted replay(ObjectNode json, String webhookId) {
        for (String required : new String[] {"since", "which"}) {
            if (!json.has(required)) {
                throw Problem.invalid(required, "The field '" + required + "' is missing.");
            }
        }
        return new Replay.Wanted(webhookId, which(json.path("which")), since(json), until(json), null, null, Set.of());
    }

    /** Dead letters of a site: without any field all there are. */
    Replay.Wanted redrive(ObjectNode json) {
        Set<UUID> ids = ids(json.path("ids"));
        return new Replay.Wanted(
                text(json, "webhook"),
                Replay.Which.FAILED,
                json.has("since") ? since(json) : now().minus(history),
                until(json),
                null,
                text(json, "reason"),
                ids);
    }

    /** What a webhook has missed since it was switched on last. */
    Replay.Wanted missed(StoredWebhook webhook) {
        return new Replay.Wanted(
                webhook.id(), Replay.Which.MISSED, now().minus(history), now(), webhook.enabledAt(), null, Set.of());
    }

    /** How many a second at most; the setting's number where nothing is said. */
    int perSecond(ObjectNode json) {
        JsonNode given = json.path("per_second");
        if (given.isMissingNode() || given.isNull()) {
            return settings.perSecond();
        }
        if (!given.isInt() || given.intValue() < 1 || given.intValue() > settings.perSecondAtMost()) {
            throw Problem.invalid(
                    "per_second", "'per_second' must be a whole number from 1 to " + settings.perSecondAtMost() + ".");
        }
        return given.intValue();
    }

    private static Replay.Which which(JsonNode json) {
        return Replay.Which.find(json.asText(""))
                .orElseThrow(() -> Problem.invalid(
                        "which", "'which' must be one of " + Arrays.toString(Replay.Which.values()) + "."));
    }

    private Instant since(ObjectNode json) {
        Instant since = time("since", json.path("since"));
        if (since.isAfter(now())) {
            throw Problem.invalid("since", "'since' must not lie in the future.");
        }
        return since;
    }

    /** Never later than now: what comes then is delivered anyhow. */
    private Instant until(ObjectNode json) {
        JsonNode given = json.path("until");
        if (given.isMissingNode() || given.isNull()) {
            return now();
        }
        Instant until = time("until", given);
        if (json.has("since") && !until.isAfter(time("since", json.path("since")))) {
            throw Problem.invalid("until", "'until' must be later than 'since'.");
        }
        return until.isBefore(now()) ? until : now();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Instant time(String field, JsonNode json) {
        try {
            Instant time = OffsetDateTime.parse(json.asText("")).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.ofEpochMilli(LogEntry.LAST_MILLIS))) {
                throw new DateTimeException("out of range");
            }
            return time.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw Problem.invalid(field, "'" + field + "' must be a time such as 2026-05-17T12:34:56Z.");
        }
    }

    private static @Nullable String text(ObjectNode json, String field) {
        JsonNode given = json.path(field);
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isTextual()
                || given.textValue().isEmpty()
                || given.textValue().length() > REASON_CHARACTERS) {
            throw Problem.invalid(
                    field, "'" + field + "' must be text of 1 to " + REASON_CHARACTERS + " characters, or null.");
        }
        return StorableText.of(given.textValue());
    }

    private static Set<UUID> ids(JsonNode json) {
        Set<UUID> ids = new LinkedHashSet<>();
        if (json.isMissingNode() || json.isNull()) {
            return ids;
        }
        if (!json.isArray() || json.isEmpty() || json.size() > IDS_AT_MOST) {
            throw Problem.invalid(
                    "ids", "'ids' must be a list of 1 to " + IDS_AT_MOST + " ids of deliveries, or null.");
        }
        for (JsonNode id : json) {
            try {
                ids.add(UUID.fromString(id.asText("")));
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("ids[" + ids.size() + "]", "'ids[" + ids.size() + "]' is no delivery's id.");
            }
        }
        return ids;
    }
}
