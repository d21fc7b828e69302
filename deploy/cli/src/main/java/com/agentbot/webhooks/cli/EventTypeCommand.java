package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a webhook can get. */
@Command(name = "event-types", description = "List the event types that a webhook can get.")
final class EventTypeCommand extends Asking {
    @Option(names = "--operational", description = "Those about webhooks themselves.")
    boolean operational;

    @Override
    int ask() throws InterruptedException {
        JsonNode answer = api().get("/v1/event-types" + (operational ? "?kind=operational" : ""))
                .json();
        if (asJson()) {
            terminal().json(answer);
            return 0;
        }
        Table table = new Table("EVENT", "FIRES WHEN");
        answer.path("event_types")
                .forEach(type -> table.row(Texts.of(type.path("name")), Texts.of(type.path("description"))));
        terminal().show(table);
        return 0;
    }
}
