package com.agentbot.webhooks.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * One type of event that a webhook can subscribe to.
 *
 * @param name such as {@code message.created}
 * @param kind who may say that it happened
 * @param description when it fires, one sentence for customers
 * @param schema the JSON Schema (2020-12) of the whole event; shared, not to be changed
 * @param example a whole event that the schema accepts; shared, not to be changed
 */
public record EventType(String name, Kind kind, String description, JsonNode schema, JsonNode example) {

    /** Who says that events of a type happened. Written in lower case. */
    public enum Kind {
        /** Product services: what happens on a site. */
        DOMAIN("event-types/"),
        /** The pipeline itself: what becomes of a site's webhooks. No producer may say it. */
        OPERATIONAL("operational-event-types/");

        private final String spelling = name().toLowerCase(Locale.ROOT);
        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        /** Where the schema files of these types lie on the class path. */
        String folder() {
            return folder;
        }

        @Override
        public String toString() {
            return spelling;
        }
    }
}
