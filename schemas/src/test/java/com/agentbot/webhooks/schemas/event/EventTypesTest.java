package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventTypesTest {
    private static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "description": "A survey is answered.",
             "type": "object", "required": ["event", "timestamp", "site_id", "data"],
             "properties": {"event": {"const": "survey.answered"}, "data": {"type": "object"}},
             "examples": [{"event": "survey.answered", "timestamp": "2026-05-17T12:34:56Z", "site_id": "s", "data": {}}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path directory;

    @Test
    void theSixTypesOfTheProductPageAreThereWithItsWords() {
        assertThat(EventTypes.load().all())
                .extracting(EventType::name, EventType::description)
                .containsExactly(
                        tuple("conversation.closed", "A conversation is closed by an agent."),
                        tuple("conversation.created", "A new conversation starts."),
                        tuple("conversation.needs_human", "The AI flags a chat for human handoff."),
                        tuple("message.created", "Any new message — visitor, agent, or AI."),
                        tuple("ticket.created", "A ticket is filed (by AI or manually)."),
                        tuple("ticket.updated", "A ticket's status, priority, or assignee changes."));
    }

    @Test
    void whatThePipelineSaysItselfIsAKindOfItsOwnThatNoProducerMayWrite() throws Exception {
        EventTypes all = EventTypes.load(EventType.Kind.values());

        assertThat(all.of(EventType.Kind.OPERATIONAL))
                .extracting(EventType::name)
                .containsExactly("webhook.disabled", "webhook.failing", "webhook.recovered");
        assertThat(all.of(EventType.Kind.DOMAIN))
                .isNotEmpty()
                .containsExactlyElementsOf(EventTypes.load().all());
        for (EventType type : EventTypes.load(EventType.Kind.OPERATIONAL).all()) {
            byte[] event = type.example().toString().getBytes(UTF_8);
            assertThat(new EventReader(all, 10_000).read(event).type()).isEqualTo(type.name());
            assertThatThrownBy(() -> new EventReader(EventTypes.load(), 10_000).read(event))
                    .isInstanceOf(InvalidEvent.class)
                    .hasMessageStartingWith("event is no event type");
        }
    }

    @Test
    void everyTypeShowsAWholeEventWithEveryFieldItKnows() {
        for (EventType type : EventTypes.load(EventType.Kind.values()).all()) {
            JsonNode example = type.example();
            assertThat(example.fieldNames()).toIterable().containsExactly("event", "timestamp", "site_id", "data");
            assertThat(example.path("data").fieldNames())
                    .toIterable()
                    .containsExactlyElementsOf(() ->
                            type.schema().at("/properties/data/properties").fieldNames());
        }
    }

    @Test
    void aTypeThatIsNotThereIsNotFound() {
        assertThat(EventTypes.load().find("message.created")).isPresent();
        assertThat(EventTypes.load().find("message.exploded")).isEmpty();
    }

    @Test
    void aNewSchemaFileInAFolderIsANewType() throws Exception {
        write("survey.answered", SCHEMA);
        try (URLClassLoader classPath = classPath(directory)) {
            assertSurveysAreRead(EventTypes.load(classPath, EventType.Kind.DOMAIN));
        }
    }

    @Test
    void aNewSchemaFileInAJarIsANewType() throws Exception {
        Path jar = directory.resolve("types and more.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("event-types/"));
            out.putNextEntry(new JarEntry("event-types/survey.answered.json"));
            out.write(SCHEMA.getBytes(UTF_8));
            out.putNextEntry(new JarEntry("event-types/README.txt"));
        }
        try (URLClassLoader classPath = classPath(jar)) {
            assertSurveysAreRead(EventTypes.load(classPath, EventType.Kind.DOMAIN));
        }
    }

    private static void assertSurveysAreRead(EventTypes types) throws InvalidEvent {
        assertThat(types.all()).hasSize(7);
        String event = "{\"event\":\"survey.answered\",\"timestamp\":\"x\",\"site_id\":\"s\",\"data\":{\"stars\":5}}";
        assertThat(new EventReader(types, 1_000).read(event.getBytes(UTF_8)).body())
                .asString(UTF_8)
                .isEqualTo(event);
    }

    @Test
    void aSchemaFileThatIsWrongIsNamed() throws Exception {
        assertRefused("survey.given", SCHEMA, "survey.given.json: properties.event.const is 'survey.answered'");
        assertRefused(
                "survey.answered",
                SCHEMA.replace("examples", "samples"),
                "survey.answered.json: description or examples");
        assertRefused("survey.answered", SCHEMA.replace("[{", "[{\"id\":"), "survey.answered.json");
        assertRefused(
                "survey.answered", SCHEMA.replace("\"data\": {}}]", "\"data\": 5}]"), "examples[0].data is wrong");
        assertRefused(
                "survey.answered",
                SCHEMA.replace("{\"type\": \"object\"}", "{\"$ref\": \"http://127.0.0.1:9/x.json\"}"),
                "survey.answered");
        assertRefused(
                "message.created",
                SCHEMA.replace("survey.answered", "message.created"),
                "event type message.created has two schema files");
    }

    private void assertRefused(String name, String schema, String message) throws IOException {
        Path file = write(name, schema);
        try (URLClassLoader classPath = classPath(directory)) {
            assertThatThrownBy(() -> EventTypes.load(classPath, EventType.Kind.DOMAIN))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(message);
        }
        Files.delete(file);
    }

    @Test
    void aClassPathWithoutSchemasIsRefused() throws Exception {
        try (URLClassLoader classPath = new URLClassLoader(new URL[0], null)) {
            assertThatThrownBy(() -> EventTypes.load(classPath, EventType.Kind.DOMAIN))
                    .hasMessageContaining("event-types/*.json");
        }
    }

    private Path write(String name, String schema) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("event-types"));
        return Files.writeString(folder.resolve(name + ".json"), schema);
    }

    private static URLClassLoader classPath(Path entry) throws IOException {
        return new URLClassLoader(new URL[] {entry.toUri().toURL()}, EventTypes.class.getClassLoader());
    }
}
