package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Webhooks made, listed, changed, switched, deleted, and their secrets rotated. */
final class WebhookCommands {
    private static final String WEBHOOK = "/webhooks/{}";

    private WebhookCommands() {}

    /** One webhook is concerned. */
    abstract static class OfWebhook extends Asking {
        @Parameters(paramLabel = "ID", description = "The webhook's id, such as wh_….")
        @SuppressWarnings("NullAway.Init")
        String id;

        String webhook(String rest) throws InterruptedException {
            return ofSite(WEBHOOK + rest, id);
        }

        int shown(JsonNode webhook) {
            show(this, webhook);
            return 0;
        }
    }

    @Command(name = "create", description = "Make a webhook. Its secret is shown this once.")
    static final class Create extends Asking {
        @Parameters(paramLabel = "URL", description = "Where events are POSTed to.")
        @SuppressWarnings("NullAway.Init")
        String endpoint;

        @Option(
                names = "--event",
                required = true,
                split = ",",
                paramLabel = "TYPE",
                description = "An event type it gets; may be given several times.")
        @SuppressWarnings("NullAway.Init")
        List<String> events;

        @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
        @Nullable
        String description;

        @Option(names = "--per-second", paramLabel = "N", description = "At most so many POSTs a second.")
        @Nullable
        Integer perSecond;

        @Option(names = "--disabled", description = "Switched off for now.")
        boolean disabled;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body = Api.object().put("url", endpoint);
            events.forEach(body.putArray("events")::add);
            if (description != null) {
                body.put("description", description);
            }
            if (perSecond != null) {
                body.putObject("limits").put("per_second", perSecond);
            }
            if (disabled) {
                body.put("enabled", false);
            }
            show(this, inForce(api().post(ofSite("/webhooks"), body)));
            return 0;
        }
    }

    @Command(name = "list", description = "List the site's webhooks, the newest first.")
    static final class Listing extends Asking {
        @Override
        int ask() throws InterruptedException {
            JsonNode answer = api().get(ofSite("/webhooks")).json();
            if (asJson()) {
                terminal().json(answer);
                return 0;
            }
            Table table = new Table("ID", "STATE", "URL", "EVENTS", "DESCRIPTION");
            answer.path("webhooks")
                    .forEach(webhook -> table.row(
                            Texts.of(webhook.path("id")),
                            state(webhook),
                            Texts.of(webhook.path("url")),
                            Texts.list(webhook.path("events")),
                            Texts.of(webhook.path("description"))));
            terminal().show(table);
            return 0;
        }
    }

    private static String state(JsonNode webhook) {
        if (!webhook.path("enabled").booleanValue()) {
            return "off";
        }
        return webhook.path("failing_since").isTextual() ? "failing" : "on";
    }

    @Command(name = "show", description = "Show one webhook.")
    static final class Show extends OfWebhook {
        @Override
        int ask() throws InterruptedException {
            return shown(api().get(webhook("")).json());
        }
    }

    @Command(name = "edit", description = "Change a webhook; what is not mentioned stays.")
    static final class Edit extends OfWebhook {
        @Option(names = "--endpoint", paramLabel = "URL", description = "Where events are POSTed to.")
        @Nullable
        String endpoint;

        @Option(
                names = "--event",
                split = ",",
                paramLabel = "TYPE",
                description = "An event type it gets, in place of all it got; may be given several times.")
        @Nullable
        List<String> events;

        @Option(
                names = "--description",
                paramLabel = "TEXT",
                description = "What it is for; an empty one takes it away.")
        @Nullable
        String description;

        @Option(
                names = "--per-second",
                paramLabel = "N",
                description = "At most so many POSTs a second; 0 for no limit.")
        @Nullable
        Integer perSecond;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body = Api.object();
            if (endpoint != null) {
                body.put("url", endpoint);
            }
            if (events != null) {
                events.forEach(body.putArray("events")::add);
            }
            if (description != null) {
                body.put("description", description.isEmpty() ? null : description);
            }
            if (perSecond != null) {
                body.putObject("limits").put("per_second", perSecond == 0 ? null : perSecond);
            }
            if (body.isEmpty()) {
                throw Failure.usage("Say what to change: --endpoint, --event, --description or --per-second.");
            }
            return shown(inForce(api().patch(webhook(""), body)));
        }
    }

    @Command(name = "enable", description = "Switch a webhook on.")
    static final class Enable extends OfWebhook {
        @Option(
                names = "--missed",
                paramLabel = "send|skip",
                description = "What becomes of what it missed while it was off; skip unless said.")
        @Nullable
        String missed;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body = Api.object().put("enabled", true);
            if (missed != null) {
                body.put("missed", missed);
            }
            return shown(inForce(api().patch(webhook(""), body)));
        }
    }

    @Command(name = "disable", description = "Switch a webhook off. Nothing is lost: it can be sent later.")
    static final class Disable extends OfWebhook {
        @Override
        int ask() throws InterruptedException {
            return shown(inForce(api().patch(webhook(""), Api.object().put("enabled", false))));
        }
    }

    @Command(name = "delete", description = "Delete a webhook for good; what waits for it is cancelled.")
    static final class Delete extends OfWebhook {
        @Option(names = "--yes", description = "Do not ask.")
        boolean yes;

        @Override
        int ask() throws IOException, InterruptedException {
            String path = webhook("");
            if (!yes) {
                String url = Texts.of(api().get(path).json().path("url"));
                if (!terminal().agrees("Delete webhook " + id + " (" + url + ")?")) {
                    throw Failure.refused(0, "Nothing is deleted. --yes deletes without asking.", null);
                }
            }
            inForce(api().delete(path));
            if (asJson()) {
                terminal().json(Api.object().put("id", id).put("deleted", true));
            } else {
                terminal().say("Deleted " + id + ".");
            }
            return 0;
        }
    }

    @Command(name = "rotate", description = "Begin with a new secret, shown this once; until finish both sign.")
    static final class Rotate extends OfWebhook {
        @Override
        int ask() throws InterruptedException {
            return shown(inForce(api().post(webhook("/secret/rotate"), null)));
        }
    }

    @Command(name = "finish", description = "Finish a rotation: only the new secret signs from now on.")
    static final class Finish extends OfWebhook {
        @Override
        int ask() throws InterruptedException {
            return shown(inForce(api().post(webhook("/secret/finish"), null)));
        }
    }

    private static void show(Asking command, JsonNode webhook) {
        Terminal terminal = command.terminal();
        if (command.asJson()) {
            terminal.json(webhook);
            return;
        }
        Table table = new Table("WEBHOOK", Texts.of(webhook.path("id")))
                .row("url", Texts.of(webhook.path("url")))
                .row("events", Texts.list(webhook.path("events")))
                .row("description", Texts.of(webhook.path("description")))
                .row("state", state(webhook));
        row(table, "why", webhook.path("disabled_reason"));
        if (webhook.path("rotating").booleanValue()) {
            table.row(
                    "rotation",
                    "under way: both secrets sign until deploy/webhooks finish "
                            + webhook.path("id").asText());
        }
        row(table, "missed", webhook.path("missed"));
        row(table, "failing since", webhook.path("failing_since"));
        row(table, "at most a second", webhook.path("limits").path("per_second"));
        row(table, "sent by replay", webhook.path("replay_id"));
        table.row("created", Texts.time(webhook.path("created_at")))
                .row("changed", Texts.time(webhook.path("updated_at")));
        row(table, "secret", webhook.path("secret"));
        terminal.showAll(table);
        if (webhook.has("secret")) {
            terminal.note("The secret is shown this once: keep it where your service reads AGENTBOT_SECRET.");
        }
    }

    private static void row(Table table, String name, JsonNode value) {
        if (!value.isNull() && !value.isMissingNode()) {
            table.row(name, value.asText());
        }
    }
}
