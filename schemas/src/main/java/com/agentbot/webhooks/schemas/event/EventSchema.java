package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.util.List;

/** A JSON Schema made ready to judge events. Resolves nothing outside the class path. Safe for use by many threads. */
final class EventSchema {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .failFast(true)
                    .build()));

    private final Schema schema;

    EventSchema(JsonNode schema) {
        this.schema = REGISTRY.getSchema(schema);
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
