package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forwards what a webhook is sent, as it was sent, to where a developer's own machine listens. */
@Command(
        name = "listen",
        description =
                "Forward each new delivery of a webhook, body and headers as sent, to an address of your own, until"
                        + " Ctrl-C.")
final class ListenCommand extends WebhookCommands.OfWebhook {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** For a body that cannot be read. */
    private static final int TRIES = 5;
    /** Of those that were not sent yet, so many are kept in mind. */
    private static final int WAITING_AT_MOST = 10_000;
    /** And so many of them looked at each time. */
    private static final int EACH_TIME = 5;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "Where to, such as http://127.0.0.1:3000/hook.")
    @SuppressWarnings("NullAway.Init")
    URI to;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "For an answer from there; 30 unless said.")
    int seconds;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    DeliveryFilters filters;

    /** The ids of those that nothing was sent of yet. */
    private final Set<String> waiting = new LinkedHashSet<>();

    @Override
    int ask() throws InterruptedException {
        if (to.getHost() == null || !List.of("http", "https").contains(to.getScheme())) {
            throw Failure.usage("--to must be an address such as http://127.0.0.1:3000/hook.");
        }
        Forwarding forwarding = new Forwarding(to, Duration.ofSeconds(seconds));
        DeliveryStream stream = DeliveryStream.of(this, webhook("/deliveries"), filters);
        terminal().note("Forwarding each new delivery of " + id + " to " + to + ". Ctrl-C ends it.");
        stream.run(delivery -> forward(forwarding, delivery.path("id").asText(), true), () -> {
            for (String deliveryId : waiting.stream().limit(EACH_TIME).toList()) {
                waiting.remove(deliveryId);
                forward(forwarding, deliveryId, false);
            }
        });
        return 0;
    }

    private void forward(Forwarding forwarding, String deliveryId, boolean isNew) throws InterruptedException {
        JsonNode delivery = opened(deliveryId);
        if (delivery == null) {
            return;
        }
        JsonNode request = lastRequest(delivery);
        if (request.isMissingNode() && isStillToCome(delivery) && waiting.size() < WAITING_AT_MOST) {
            waiting.add(deliveryId);
            if (isNew && !asJson()) {
                tell(delivery, "not sent yet: " + Texts.of(delivery.path("status")), Terminal.Colour.QUIET);
            }
            return;
        }
        if (request.isMissingNode()) {
            failed(delivery, "nothing was sent: " + Texts.of(delivery.path("status")));
        } else if (!delivery.path("body").isTextual()) {
            failed(delivery, "not forwarded: " + Texts.of(delivery.path("body_note")));
        } else {
            if (request.path("note").isTextual()) {
                terminal().note(deliveryId + ": " + request.path("note").textValue());
            }
            told(delivery, forwarding.send(delivery.path("body").textValue(), request.path("headers")));
        }
    }

    /** Opened, as soon as the API is there; null where there is no such delivery any more, or it is time to end. */
    private @Nullable JsonNode opened(String deliveryId) throws InterruptedException {
        boolean told = false;
        int withoutBody = 0;
        do {
            try {
                JsonNode delivery =
                        api().get(ofSite(DeliveryCommands.OPENED, deliveryId)).json();
                // It may be that Kafka is away, or that it has the event no more.
                if (delivery.path("body").isTextual() || ++withoutBody == TRIES) {
                    return delivery;
                }
            } catch (Failure failure) {
                if (!failure.passes()) {
                    terminal().note(deliveryId + ": " + failure.getMessage());
                    return null;
                }
                if (!told) {
                    terminal().note(failure.getMessage() + " Trying again.");
                    told = true;
                }
            }
        } while (!stop().within(PAUSE));
        return null;
    }

    private static JsonNode lastRequest(JsonNode delivery) {
        JsonNode last = MissingNode.getInstance();
        for (JsonNode attempt : delivery.path("attempts")) {
            last = attempt.path("request").isObject() ? attempt.path("request") : last;
        }
        return last;
    }

    private static boolean isStillToCome(JsonNode delivery) {
        return List.of("pending", "held").contains(Texts.of(delivery.path("status")));
    }

    private void told(JsonNode delivery, Forwarding.Outcome outcome) {
        if (asJson()) {
            terminal()
                    .jsonLine(line(delivery)
                            .put("status_code", outcome.statusCode())
                            .put("duration_ms", outcome.millis())
                            .put("error", outcome.error()));
            return;
        }
        String answer = outcome.statusCode() == null
                ? "no answer: " + outcome.error()
                : outcome.statusCode().toString();
        tell(
                delivery,
                answer + " in " + outcome.millis() + " ms",
                outcome.isGood() ? Terminal.Colour.GOOD : Terminal.Colour.BAD);
    }

    private void failed(JsonNode delivery, String why) {
        if (asJson()) {
            terminal()
                    .jsonLine(line(delivery)
                            .putNull("status_code")
                            .putNull("duration_ms")
                            .put("error", why));
        } else {
            tell(delivery, why, Terminal.Colour.BAD);
        }
    }

    private static ObjectNode line(JsonNode delivery) {
        return Api.object()
                .put("delivery_id", delivery.path("id").asText())
                .put("event", delivery.path("event").asText());
    }

    private void tell(JsonNode delivery, String what, Terminal.Colour colour) {
        terminal()
                .say(
                        Texts.time(delivery.path("created_at")) + "  " + Texts.of(delivery.path("id")) + "  "
                                + Texts.of(delivery.path("event")) + "  " + what,
                        colour);
    }
}
