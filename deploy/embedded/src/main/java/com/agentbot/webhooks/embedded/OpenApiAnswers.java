package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds answers against a description: status, headers, content type and body. */
final class OpenApiAnswers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROBLEM = "application/problem+json";
    /** What any answer may have besides. */
    private static final Set<String> GENERAL_HEADERS =
            Set.of("cache-control", "connection", "content-length", "content-type", "date", "transfer-encoding");

    private final OpenApi api;
    private final List<String> faults = new ArrayList<>();

    OpenApiAnswers(OpenApi api) {
        this.api = api;
    }

    List<String> faults(String method, String address, HttpResponse<String> answer) {
        Optional<Operation> operation = api.find(method, address);
        if (operation.isEmpty()) {
            judgeMisdirected(address, answer);
            return faults;
        }
        JsonNode response = operation.get().responses().get(answer.statusCode());
        if (response == null) {
            faults.add("status " + answer.statusCode() + " is not one of "
                    + operation.get().responses().keySet());
            return faults;
        }
        judgeHeaders(response.path("headers"), answer.headers());
        judgeBody(response.path("content"), answer);
        return faults;
    }

    /** Who asks for what is not described is told so, in the way of any other error. */
    private void judgeMisdirected(String address, HttpResponse<String> answer) {
        boolean known = api.operations().stream().anyMatch(operation -> operation.matches(address));
        if (answer.statusCode() != (known ? 405 : 404)) {
            faults.add("status " + answer.statusCode() + " of what is not described");
        }
        judgeContent(PROBLEM, api.document().at("/components/schemas/Problem"), answer);
    }

    private void judgeHeaders(JsonNode described, HttpHeaders headers) {
        Set<String> others = new TreeSet<>();
        headers.map().keySet().forEach(name -> others.add(name.toLowerCase(Locale.ROOT)));
        others.removeAll(GENERAL_HEADERS);
        for (Map.Entry<String, JsonNode> entry : described.properties()) {
            others.remove(entry.getKey().toLowerCase(Locale.ROOT));
            JsonNode header = api.resolved(entry.getValue());
            Optional<String> value = headers.firstValue(entry.getKey());
            if (value.isPresent()) {
                api.faults(header.path("schema"), read(value.get(), header.path("schema")))
                        .forEach(fault -> faults.add("header " + entry.getKey() + fault));
            } else if (header.path("required").asBoolean()) {
                faults.add("header " + entry.getKey() + " is missing");
            }
        }
        others.forEach(name -> faults.add("header " + name + " is not described"));
    }

    private static JsonNode read(String text, JsonNode schema) {
        boolean number = schema.path("type").asText().equals("integer") && text.matches("[0-9]{1,9}");
        return number ? IntNode.valueOf(Integer.parseInt(text)) : TextNode.valueOf(text);
    }

    private void judgeBody(JsonNode described, HttpResponse<String> answer) {
        if (described.isMissingNode()) {
            if (!answer.body().isEmpty()) {
                faults.add("there is a body");
            }
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("(none)");
        if (described.has(type)) {
            judgeContent(type, described.path(type).path("schema"), answer);
        } else {
            faults.add("content type " + type + " is not described");
        }
    }

    private void judgeContent(String type, JsonNode schema, HttpResponse<String> answer) {
        JsonNode json = json(answer.body());
        faults.addAll(api.faults(schema, json));
        if (type.equals(PROBLEM) && json.path("status").asInt() != answer.statusCode()) {
            faults.add("the problem says another status");
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
