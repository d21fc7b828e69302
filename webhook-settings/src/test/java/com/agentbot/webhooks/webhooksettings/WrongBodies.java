package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.embedded.OpenApi;
import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bodies that are as documented but for one value, made from the description. */
final class WrongBodies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** One of each type, and one number that is not whole. */
    private static final List<JsonNode> VALUES = List.of(
            JSON.textNode("no such thing"),
            JSON.numberNode(7),
            JSON.numberNode(1.5),
            JSON.booleanNode(true),
            JSON.objectNode(),
            JSON.arrayNode(),
            JSON.nullNode());

    private final OpenApi api;
    private final List<ObjectNode> good;
    private final Map<JsonNode, String> wrong = new LinkedHashMap<>();

    private WrongBodies(OpenApi api, List<ObjectNode> good) {
        this.api = api;
        this.good = good;
    }

    /** Each with the field that is wrong in it, such as {@code events[0]}. */
    static Map<JsonNode, String> of(OpenApi api, Operation operation) {
        WrongBodies bodies = new WrongBodies(
                api, api.bodies(operation).stream().map(ObjectNode.class::cast).toList());
        api.resolved(api.jsonBody(operation).path("schema"))
                .path("properties")
                .properties()
                .forEach(property -> bodies.addField(property.getKey(), api.resolved(property.getValue())));
        return bodies.wrong;
    }

    private void addField(String name, JsonNode schema) {
        wrongValues(schema).forEach(value -> add(name, value, name));
        schema.path("properties")
                .properties()
                .forEach(inner -> wrongValues(api.resolved(inner.getValue()))
                        .forEach(value ->
                                add(name, JSON.objectNode().set(inner.getKey(), value), name + "." + inner.getKey())));
        if (schema.has("items")) {
            wrongValues(api.resolved(schema.path("items")))
                    .forEach(value -> add(name, JSON.arrayNode().add(value), name + "[0]"));
        }
    }

    /** In an example that says the field, where there is one: what goes with it is there as well. */
    private void add(String name, JsonNode value, String field) {
        ObjectNode body =
                good.stream().filter(example -> example.has(name)).findFirst().orElse(good.getFirst());
        wrong.put(body.deepCopy().set(name, value), field);
    }

    private static Stream<JsonNode> wrongValues(JsonNode schema) {
        Set<String> types = Stream.concat(
                        Stream.of(schema.path("type")), schema.path("type").valueStream())
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        return VALUES.stream()
                .filter(value -> !types.contains(type(value)) || (schema.has("enum") && value.isTextual()));
    }

    private static String type(JsonNode value) {
        return value.isInt() ? "integer" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
