package com.agentbot.webhooks.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A service's description of its HTTP calls (OpenAPI 3.1), as a client reads it. Safe for use by many threads. */
public final class OpenApi {
    private static final String HERE = "urn:agentbot:api";
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final List<Operation> operations;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * One call.
     *
     * @param parameters those of its address as well
     * @param responses by status
     */
    public record Operation(
            String id,
            String method,
            String path,
            List<JsonNode> parameters,
            Map<Integer, JsonNode> responses,
            JsonNode node) {

        /** Whether it has a parameter of this name, wherever. */
        public boolean takes(String name) {
            return parameters.stream()
                    .anyMatch(parameter -> parameter.path("name").asText().equals(name));
        }

        /** Whether it is called at this address, which has no query. */
        public boolean matches(String address) {
            return Pattern.matches(path.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+"), address);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public OpenApi(JsonNode document) {
        this.document = document;
        this.operations = document.path("paths").properties().stream()
                .flatMap(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .map(method -> operation(method, path.getKey(), path.getValue())))
                .toList();
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .build();
        this.registry = SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaRegistryConfig(config).schemas(Map.of(HERE, document.toString())));
    }

    private Operation operation(String method, String path, JsonNode item) {
        JsonNode node = item.path(method);
        List<JsonNode> parameters = new ArrayList<>();
        Stream.of(item, node)
                .flatMap(holder -> holder.path("parameters").valueStream())
                .forEach(parameter -> parameters.add(resolved(parameter)));
        Map<Integer, JsonNode> responses = new TreeMap<>();
        node.path("responses")
                .properties()
                .forEach(response -> responses.put(Integer.valueOf(response.getKey()), resolved(response.getValue())));
        return new Operation(
                node.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                List.copyOf(parameters),
                Collections.unmodifiableMap(responses),
                node);
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        return operations;
    }

    Optional<Operation> find(String method, String address) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method) && operation.matches(address))
                .findFirst();
    }

    /** What a call has as its JSON body; missing where it has none. */
    public JsonNode jsonBody(Operation operation) {
        return resolved(operation.node().path("requestBody")).path("content").path("application/json");
    }

    /** The examples of a call's body. */
    public List<JsonNode> bodies(Operation operation) {
        return jsonBody(operation)
                .path("examples")
                .valueStream()
                .map(example -> example.path("value"))
                .toList();
    }

    /** What a reference leads to; anything else as it is. */
    public JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.startsWith("#") ? document.at(reference.substring(1)) : node;
    }

    /** What is wrong with a value by a schema of the document; empty when nothing is. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        return texts(schemas.computeIfAbsent(schema.toString(), this::ready).validate(value));
    }

    private Schema ready(String schema) {
        Schema ready = registry.getSchema(
                SchemaLocation.of(HERE + ":" + schemas.size()),
                schema.replace("\"#/", "\"" + HERE + "#/"),
                InputFormat.JSON);
        ready.initializeValidators();
        return ready;
    }

    /**
     * What is wrong with an answer to a call; empty when it is as described. What it has besides is wrong.
     *
     * @param address that was asked, without a query
     */
    public List<String> faults(String method, String address, HttpResponse<String> answer) {
        return new OpenApiAnswers(this).faults(method, address, answer);
    }

    /** What is wrong with the document itself. The official schema has to be on the class path. */
    public List<String> faults() {
        return new OpenApiRules(this).faults();
    }

    static List<String> texts(List<Error> errors) {
        return errors.stream().map(Error::toString).toList();
    }
}
