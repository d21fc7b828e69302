package com.agentbot.webhooks.webhooksettings;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of an attempt, as it was sent.
 *
 * @param url null where it is not known any more
 * @param headers in the order in which they were sent
 * @param gaps a sentence for each thing that cannot be told any more
 */
record SentRequest(@Nullable String url, List<Header> headers, List<String> gaps) {

    /** A header line. */
    record Header(String name, String value) {
        ObjectNode json() {
            return Json.object().put("name", name).put("value", value);
        }
    }

    SentRequest {
        headers = List.copyOf(headers);
        gaps = List.copyOf(gaps);
    }

    /** The value of the header of this name; null where it is not known. */
    @Nullable
    String header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse(null);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("method", "POST").put("url", url);
        ArrayNode lines = json.putArray("headers");
        headers.forEach(header -> lines.add(header.json()));
        return json.put("note", gaps.isEmpty() ? null : gaps.stream().collect(joining(" ")));
    }
}
