package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a description itself has to be: one by the official schema, whole, and in words for people. */
final class OpenApiRules {
    private static final String OFFICIAL = "https://spec.openapis.org";
    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"");

    private static final Set<String> IN_WHICH_EXAMPLES_ARE_DATA = Set.of("schema", "schemas", "example", "examples");

    private final OpenApi api;
    private final List<String> faults = new ArrayList<>();

    OpenApiRules(OpenApi api) {
        this.api = api;
    }

    List<String> faults() {
        SchemaRegistry official = SchemaRegistry.withDefaultDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaIdResolvers(ids -> ids.mapPrefix(OFFICIAL, "classpath:spec.openapis.org")));
        faults.addAll(OpenApi.texts(official.getSchema(SchemaLocation.of(OFFICIAL + "/oas/3.1/schema-base/2022-10-07"))
                .validate(api.document())));
        judgeReferences();
        judgeWords();
        judgeExamples(api.document(), false);
        return faults;
    }

    private void judgeReferences() {
        Set<String> unused = new TreeSet<>();
        api.document().path("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> unused.add("/components/" + kind.getKey() + "/" + name));
            }
        });
        REFERENCE
                .matcher(api.document().toString())
                .results()
                .map(reference -> reference.group(1))
                .forEach(reference -> {
                    unused.remove(reference);
                    if (api.document().at(reference).isMissingNode()) {
                        faults.add(reference + " leads nowhere");
                    }
                });
        unused.forEach(component -> faults.add(component + " is there for nothing"));
    }

    private void judgeWords() {
        Set<String> ids = new HashSet<>();
        List<String> tags = api.document().path("tags").findValuesAsText("name");
        for (Operation operation : api.operations()) {
            if (!operation.id().matches("[a-z][A-Za-z]+") || !ids.add(operation.id())) {
                faults.add(operation + " has no name of its own");
            }
            if (!operation.node().path("summary").asText().matches("[A-Z].*[^.]")) {
                faults.add(operation + ": its summary is no title");
            }
            if (!operation.node().path("description").asText().matches("(?s)[A-Z`].*\\.")) {
                faults.add(operation + ": its description is no sentence");
            }
            if (!tags.contains(operation.node().path("tags").path(0).asText())) {
                faults.add(operation + " belongs nowhere");
            }
        }
    }

    /**
     * Each has to be what it is an example of.
     *
     * @param strict whether it is of an answer: that must not be so any more with a member that nobody has heard of
     */
    private void judgeExamples(JsonNode node, boolean strict) {
        JsonNode schema = node.path("schema");
        Stream.concat(
                        Stream.of(node.path("example")),
                        node.path("examples").valueStream().map(example -> example.path("value")))
                .filter(example -> schema.isObject() && !example.isMissingNode())
                .forEach(example -> judgeExample(schema, example, strict));
        node.properties().forEach(member -> {
            if (!IN_WHICH_EXAMPLES_ARE_DATA.contains(member.getKey())) {
                judgeExamples(member.getValue(), strict || member.getKey().equals("responses"));
            }
        });
    }

    private void judgeExample(JsonNode schema, JsonNode example, boolean strict) {
        api.faults(schema, example).forEach(fault -> faults.add("example " + example + ": " + fault));
        if (strict
                && example instanceof ObjectNode object
                && api.faults(schema, object.deepCopy().put("nonsense", 1)).isEmpty()) {
            faults.add(schema + " lets anything pass");
        }
    }
}
