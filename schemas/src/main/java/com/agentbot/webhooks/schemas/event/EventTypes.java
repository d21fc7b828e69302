package com.agentbot.webhooks.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The event types there are: one for each file {@code event-types/<name>.json} on the class path, in a folder or in a
 * jar. A new type is a new file. Immutable, safe for use by many threads.
 */
public final class EventTypes {
    private static final String FOLDER = "event-types/";
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = new JsonMapper();

    private final SortedMap<String, EventType> types;
    private final SortedMap<String, EventSchema> schemas = new TreeMap<>();

    private EventTypes(SortedMap<String, EventType> types) {
        this.types = Collections.unmodifiableSortedMap(types);
        types.forEach((name, type) -> schemas.put(name, new EventSchema(type.schema())));
        types.values().forEach(this::checkExample);
    }

    /**
     * Reads the schema files on the class path.
     *
     * @throws IllegalStateException naming the file that is wrong, or when there is none
     */
    public static EventTypes load() {
        return load(EventTypes.class.getClassLoader());
    }

    static EventTypes load(ClassLoader classPath) {
        SortedMap<String, EventType> types = new TreeMap<>();
        try {
            for (URL folder : Collections.list(classPath.getResources(FOLDER))) {
                for (URL file : files(folder)) {
                    EventType type = read(file);
                    if (types.put(type.name(), type) != null) {
                        throw new IllegalStateException("event type " + type.name() + " has two schema files: " + file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the event types cannot be read", e);
        }
        if (types.isEmpty()) {
            throw new IllegalStateException("there is no file " + FOLDER + "*" + SUFFIX + " on the class path");
        }
        return new EventTypes(types);
    }

    private static List<URL> files(URL folder) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection jar) {
            return filesInJar(jar);
        }
        List<URL> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(Path.of(folder.toURI()))) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                files.add(path.toUri().toURL());
            }
        } catch (URISyntaxException e) {
            throw new IOException(folder + " cannot be listed", e);
        }
        return files;
    }

    private static List<URL> filesInJar(JarURLConnection folder) throws IOException {
        folder.setUseCaches(false);
        String prefix = folder.getEntryName();
        List<URL> files = new ArrayList<>();
        try (var jar = folder.getJarFile()) {
            for (var entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
                    files.add(URI.create("jar:" + folder.getJarFileURL() + "!/" + name)
                            .toURL());
                }
            }
        }
        return files;
    }

    private static EventType read(URL file) throws IOException {
        JsonNode schema;
        try (InputStream in = file.openStream()) {
            schema = JSON.readTree(in);
        }
        String name = schema.at("/properties/event/const").asText();
        String description = schema.path("description").asText();
        JsonNode example = schema.at("/examples/0");
        if (!file.getPath().endsWith("/" + name + SUFFIX)) {
            throw new IllegalStateException(file + ": properties.event.const is '" + name + "', not the file's name");
        }
        if (description.isEmpty() || example.isMissingNode()) {
            throw new IllegalStateException(file + ": description or examples is missing");
        }
        return new EventType(name, description, schema, example);
    }

    private void checkExample(EventType type) {
        try {
            check(type.name(), type.example(), "");
        } catch (InvalidEvent e) {
            throw new IllegalStateException(
                    "event type " + type.name() + ": its schema refuses its own example: " + e.getMessage(), e);
        }
    }

    /** All types, by name. */
    public List<EventType> all() {
        return List.copyOf(types.values());
    }

    public Optional<EventType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** Judges an event of a known type by that type's schema. */
    void check(String name, JsonNode event, String prefix) throws InvalidEvent {
        EventSchema schema = schemas.get(name);
        if (schema == null) {
            throw new InvalidEvent(
                    InvalidEvent.Reason.UNKNOWN_EVENT,
                    prefix.isEmpty() ? "event" : prefix + ".event",
                    "is no event type; there are " + String.join(", ", types.keySet()));
        }
        schema.check(event, prefix);
    }
}
