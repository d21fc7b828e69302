package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The event types there are: one for each file {@code event-types/<name>.json} on the class path, in a folder or in a
 * jar. A new type is a new file. Those of the pipeline's own making lie in {@code operational-event-types}, and are only
 * there for who asks for them. Immutable, safe for use by many threads.
 */
public final class EventTypes {
    private static final JsonMapper JSON = new JsonMapper();

    private final SortedMap<String, EventType> types;
    private final Map<String, EventSchema> schemas;

    private EventTypes(SortedMap<String, EventType> types, Map<String, EventSchema> schemas) {
        this.types = types;
        this.schemas = schemas;
    }

    /**
     * Reads the schema files on the class path: the types that producers may write.
     *
     * @throws IllegalStateException naming the file that is wrong, or when there is none
     */
    public static EventTypes load() {
        return load(EventType.Kind.DOMAIN);
    }

    /** The same for the types of these kinds, of which there is one at least. */
    public static EventTypes load(EventType.Kind... kinds) {
        return load(EventTypes.class.getClassLoader(), kinds);
    }

    static EventTypes load(ClassLoader classPath, EventType.Kind... kinds) {
        SortedMap<String, EventType> types = new TreeMap<>();
        Map<String, EventSchema> schemas = new HashMap<>();
        for (EventType.Kind kind : kinds) {
            for (URL file : files(classPath, kind)) {
                try {
                    EventType type = read(file, kind);
                    if (types.put(type.name(), type) != null) {
                        throw new IllegalStateException("event type " + type.name() + " has two schema files");
                    }
                    EventSchema schema = new EventSchema(type.schema());
                    schema.check(type.example(), "examples[0]");
                    schemas.put(type.name(), schema);
                } catch (IOException | InvalidEvent | RuntimeException e) {
                    throw new IllegalStateException(file + ": " + e.getMessage(), e);
                }
            }
        }
        return new EventTypes(types, schemas);
    }

    private static List<URL> files(ClassLoader classPath, EventType.Kind kind) {
        try {
            List<URL> files = SchemaFiles.on(classPath, kind.folder());
            if (files.isEmpty()) {
                throw new IllegalStateException("there is no file " + kind.folder() + "*.json on the class path");
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the event types cannot be read", e);
        }
    }

    private static EventType read(URL file, EventType.Kind kind) throws IOException {
        JsonNode schema;
        try (InputStream in = file.openStream()) {
            schema = JSON.readTree(in);
        }
        String name = schema.at("/properties/event/const").asText();
        String description = schema.path("description").asText();
        JsonNode example = schema.at("/examples/0");
        if (!file.getPath().endsWith("/" + name + SchemaFiles.SUFFIX)) {
            throw new IllegalStateException("properties.event.const is '" + name + "', not the file's name");
        }
        if (description.isEmpty() || example.isMissingNode()) {
            throw new IllegalStateException("description or examples is missing");
        }
        return new EventType(name, kind, description, schema, example);
    }

    /** All types, by name. */
    public List<EventType> all() {
        return List.copyOf(types.values());
    }

    /** The types of one kind, by name; none of a kind that was not asked for. */
    public List<EventType> of(EventType.Kind kind) {
        return types.values().stream().filter(type -> type.kind() == kind).toList();
    }

    public Optional<EventType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /**
     * Judges an event by the schema of its type.
     *
     * @param prefix what comes before the event's own paths, such as {@code [3]} in a batch
     */
    void check(JsonNode event, String prefix) throws InvalidEvent {
        JsonNode name = event.path("event");
        EventSchema schema = name.isTextual() ? schemas.get(name.textValue()) : null;
        if (schema != null) {
            schema.check(event, prefix);
            return;
        }
        StringBuilder path = new StringBuilder(prefix);
        JsonPath.key(path, "event");
        if (name.isMissingNode()) {
            throw new InvalidEvent(Reason.MISSING_FIELD, path.toString(), "is missing");
        }
        throw new InvalidEvent(
                Reason.UNKNOWN_EVENT,
                path.toString(),
                "is no event type; there are " + String.join(", ", types.keySet()));
    }
}
