package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A window of events that is sent again, and how far that has come.
 *
 * @param perSecond deliveries handed on a second at most
 * @param note why it is in this state, for its owner; null where nobody need wonder
 * @param expected how many deliveries the log knew of when it was asked for; null where only the events themselves tell
 * @param sent how many deliveries were handed on
 * @param progress how much of the window was looked through, from 0 to 1
 * @param finishedAt null as long as it can go on
 */
record Replay(
        String id,
        String siteId,
        Wanted wanted,
        int perSecond,
        State state,
        @Nullable String note,
        @Nullable Long expected,
        long sent,
        double progress,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    /**
     * What is to be sent again.
     *
     * @param webhookId null for all webhooks of the site
     * @param since the first time of an event that counts
     * @param until the first that counts no more
     * @param heldSince only what was held at this time or later; null for any
     * @param errorClass only what failed with this last error; null for any
     * @param ids only these deliveries; empty for any
     */
    record Wanted(
            @Nullable String webhookId,
            Which which,
            Instant since,
            Instant until,
            @Nullable Instant heldSince,
            @Nullable String errorClass,
            Set<UUID> ids) {
        Wanted {
            ids = Set.copyOf(ids);
        }

        /** The same, but for what was held from this time on. */
        Wanted heldSince(Instant time) {
            return new Wanted(webhookId, which, since, until, time, errorClass, ids);
        }
    }

    /** By how they stand. Written in lower case. */
    enum Which {
        /** The dead letters. */
        FAILED,
        /** What was held while its webhook was off, or never became a delivery, such as from before it was made. */
        MISSED,
        /** Whatever matches, but for what is on its way anyhow. */
        ALL;

        private final String spelling = name().toLowerCase(Locale.ROOT);

        static Optional<Which> find(String text) {
            return Arrays.stream(values())
                    .filter(which -> which.spelling.equals(text))
                    .findFirst();
        }

        @Override
        public String toString() {
            return spelling;
        }
    }

    /** How it stands. Written in lower case. */
    enum State {
        RUNNING,
        PAUSED,
        CANCELLED,
        DONE;

        private final String spelling = name().toLowerCase(Locale.ROOT);

        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        boolean isOver() {
            return switch (this) {
                case RUNNING, PAUSED -> false;
                case CANCELLED, DONE -> true;
            };
        }

        @Override
        public String toString() {
            return spelling;
        }
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("webhook_id", wanted.webhookId());
        json.put("which", wanted.which().toString());
        json.put("since", Times.text(wanted.since()));
        json.put("until", Times.text(wanted.until()));
        json.put("reason", wanted.errorClass());
        json.put("per_second", perSecond);
        json.put("state", state.toString());
        json.put("note", note);
        json.put("expected", expected);
        json.put("sent", sent);
        json.put("progress", progress);
        json.put("created_at", Times.text(createdAt));
        json.put("finished_at", Times.textOrNull(finishedAt));
        return json;
    }
}
