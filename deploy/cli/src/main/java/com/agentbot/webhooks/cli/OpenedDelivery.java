package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** One delivery as a person reads it. */
final class OpenedDelivery {
    private OpenedDelivery() {}

    static void show(Terminal terminal, JsonNode delivery) {
        terminal.showAll(new Table("DELIVERY", Texts.of(delivery.path("id")))
                .row("webhook", Texts.of(delivery.path("webhook_id")))
                .row("event", Texts.of(delivery.path("event")))
                .row("status", Texts.of(delivery.path("status")))
                .row("created", Texts.time(delivery.path("created_at")))
                .row("next attempt", Texts.time(delivery.path("next_attempt_at"))));
        terminal.say("body");
        JsonNode body = delivery.path("body");
        terminal.sayBlock(body.isTextual() ? body.textValue() : Texts.of(delivery.path("body_note")));
        delivery.path("attempts").forEach(attempt -> show(terminal, attempt, DeliveryCommands.colour(delivery)));
    }

    private static void show(Terminal terminal, JsonNode attempt, Terminal.Colour colour) {
        String code = Texts.of(attempt.path("status_code"));
        String duration = attempt.path("duration_ms").isNumber() ? " in " + attempt.path("duration_ms") + " ms" : "";
        terminal.say(
                "attempt " + Texts.of(attempt.path("number")) + " (" + Texts.of(attempt.path("trigger")) + ") at "
                        + Texts.of(attempt.path("at")) + ": "
                        + (code.equals("-") ? Texts.of(attempt.path("outcome")) : code)
                        + duration,
                code.startsWith("2") ? Terminal.Colour.GOOD : colour);
        if (attempt.path("error").isTextual()) {
            terminal.sayBlock(attempt.path("error").textValue());
        }
        headers(terminal, "request", attempt.path("request").path("headers"));
        headers(terminal, "answer", attempt.path("response_headers"));
        String answer = attempt.path("response_body").asText("");
        if (!answer.isEmpty()) {
            terminal.sayBlock(answer);
        }
    }

    private static void headers(Terminal terminal, String what, JsonNode headers) {
        if (!headers.isEmpty()) {
            StringBuilder lines = new StringBuilder(what).append(':');
            headers.forEach(header -> lines.append('\n')
                    .append(Inert.line(Texts.of(header.path("name")) + ": " + Texts.of(header.path("value")))));
            terminal.sayBlock(lines.toString());
        }
    }
}
