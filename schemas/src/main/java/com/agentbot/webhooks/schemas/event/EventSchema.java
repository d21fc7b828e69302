package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Locale;

/** A JSON Schema (2020-12) made ready to judge events. Fetches nothing. Safe for use by many threads. */
final class EventSchema {
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .format(new StrictDateTime())
            .build();

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .failFast(true)
            .locale(Locale.ENGLISH)
            .build();

    private final Schema schema;

    /** @throws RuntimeException when it is no schema, or refers to one that is not part of it */
    EventSchema(JsonNode schema) {
        // A registry of its own: one that is shared would take two schemas with the same $id for one.
        this.schema = SchemaRegistry.withDialect(DIALECT, registry -> registry.schemaRegistryConfig(CONFIG))
                .getSchema(schema);
        this.schema.initializeValidators();
    }

    /** @param prefix what comes before the event's own paths, such as {@code [3]} in a batch */
    void check(JsonNode event, String prefix) throws InvalidEvent {
        List<Error> errors = schema.validate(event);
        if (!errors.isEmpty()) {
            throw refusal(errors.getFirst(), prefix);
        }
    }

    private static InvalidEvent refusal(Error error, String prefix) {
        StringBuilder path = new StringBuilder(prefix);
        NodePath place = error.getInstanceLocation();
        for (int i = 0; i < place.getNameCount(); i++) {
            if (place.getElement(i) instanceof Integer index) {
                JsonPath.index(path, index);
            } else {
                JsonPath.key(path, place.getName(i));
            }
        }
        if ("required".equals(error.getKeyword())) {
            JsonPath.key(path, error.getProperty());
            return new InvalidEvent(Reason.MISSING_FIELD, path.toString(), "is missing");
        }
        return new InvalidEvent(Reason.WRONG_FIELD, path.toString(), "is wrong: " + error.getMessage());
    }
}
