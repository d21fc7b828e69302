package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deliveries of a webhook listed, followed, opened and sent once more. */
final class DeliveryCommands {
    static final String OPENED = "/deliveries/{}";
    private static final Duration POLL = Duration.ofMillis(300);

    private DeliveryCommands() {}

    @Command(name = "deliveries", description = "Recent deliveries of a webhook, the newest first.")
    static final class Deliveries extends WebhookCommands.OfWebhook {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        DeliveryFilters filters;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "At most so many; 50 unless said.")
        int limit;

        @Option(
                names = "--follow",
                description = "Go on until Ctrl-C with each new one as it comes in, from now or --since on.")
        boolean follow;

        @Override
        int ask() throws InterruptedException {
            if (follow) {
                if (filters.until != null) {
                    throw Failure.usage("--until has no end to wait for with --follow.");
                }
                DeliveryStream stream = DeliveryStream.of(this, webhook("/deliveries"), filters);
                stream.run(delivery -> {
                    if (asJson()) {
                        terminal().jsonLine(delivery);
                    } else {
                        terminal().say(line(delivery), colour(delivery));
                    }
                });
                return 0;
            }
            if (limit < 1) {
                throw Failure.usage("--limit must be 1 or more.");
            }
            ObjectNode answer = Pages.first(api(), webhook("/deliveries"), "deliveries", filters.query(), limit);
            if (asJson()) {
                terminal().json(answer);
                return 0;
            }
            Table table = new Table("ID", "EVENT", "STATUS", "CODE", "TRIES", "CREATED (UTC)", "NEXT (UTC)");
            answer.path("deliveries")
                    .forEach(delivery -> table.row(
                            Texts.of(delivery.path("id")),
                            Texts.of(delivery.path("event")),
                            Texts.of(delivery.path("status")),
                            Texts.of(delivery.path("last_status_code")),
                            Texts.of(delivery.path("attempt_count")),
                            Texts.shortTime(delivery.path("created_at")),
                            Texts.shortTime(delivery.path("next_attempt_at"))));
            terminal().show(table);
            return 0;
        }

        private static String line(JsonNode delivery) {
            return Texts.time(delivery.path("created_at")) + "  "
                    + Texts.of(delivery.path("id")) + "  "
                    + Columns.fit(Texts.of(delivery.path("status")), 9) + "  "
                    + Columns.fit(Texts.of(delivery.path("last_status_code")), 3) + "  "
                    + Texts.of(delivery.path("event"));
        }
    }

    static Terminal.Colour colour(JsonNode delivery) {
        return switch (Texts.of(delivery.path("status"))) {
            case "delivered" -> Terminal.Colour.GOOD;
            case "failed" -> Terminal.Colour.BAD;
            case "pending" -> Terminal.Colour.WAITING;
            default -> Terminal.Colour.QUIET;
        };
    }

    @Command(name = "delivery", description = "Open one delivery: its body, and every attempt with its answer.")
    static final class Delivery extends Asking {
        @Parameters(paramLabel = "ID", description = "The delivery's id.")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Override
        int ask() throws InterruptedException {
            JsonNode delivery = api().get(ofSite(OPENED, id)).json();
            if (asJson()) {
                terminal().json(delivery);
            } else {
                OpenedDelivery.show(terminal(), delivery);
            }
            return 0;
        }
    }

    @Command(name = "resend", description = "Send one delivery once more, now.")
    static final class Resend extends Asking {
        @Parameters(paramLabel = "ID", description = "The delivery's id.")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Override
        int ask() throws InterruptedException {
            JsonNode answer = api().post(ofSite(OPENED + "/resend", id), null).json();
            if (asJson()) {
                terminal().json(answer);
            } else {
                terminal().say("One attempt is made now; deploy/webhooks delivery " + id + " shows it.");
            }
            return 0;
        }
    }

    @Command(name = "test", description = "Send an example event to a webhook now, and show what it answers.")
    static final class Test extends WebhookCommands.OfWebhook {
        @Parameters(paramLabel = "EVENT", description = "The event type, such as message.created.")
        @SuppressWarnings("NullAway.Init")
        String event;

        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "30",
                description = "For the answer; 30 unless said.")
        int seconds;

        @Override
        int ask() throws InterruptedException {
            JsonNode sent = api().post(webhook("/test"), Api.object().put("event", event))
                    .json();
            JsonNode delivery = answered(sent.path("delivery_id").asText());
            if (asJson()) {
                terminal().json(delivery);
            } else {
                OpenedDelivery.show(terminal(), delivery);
            }
            return Texts.of(delivery.path("status")).equals("delivered") ? 0 : Failure.REFUSED;
        }

        /** The log knows of it a moment after its first attempt. */
        private JsonNode answered(String id) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            while (true) {
                try {
                    JsonNode delivery = api().get(ofSite(OPENED, id)).json();
                    if (!delivery.path("attempts").isEmpty()) {
                        return delivery;
                    }
                } catch (Failure e) {
                    if (e.status() != 404) {
                        throw e;
                    }
                }
                if (System.nanoTime() > deadline || stop().within(POLL)) {
                    throw Failure.refused(
                            0,
                            "Nothing is known of an answer within " + seconds + " s; deploy/webhooks delivery " + id
                                    + " shows it later.",
                            null);
                }
            }
        }
    }
}
