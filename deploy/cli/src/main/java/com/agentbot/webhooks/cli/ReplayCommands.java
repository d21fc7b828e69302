package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is sent again: windows of events, and dead letters. */
final class ReplayCommands {
    private static final String REPLAY = "/replays/{}";

    private ReplayCommands() {}

    /** How what is sent again is sent, and whether it is waited for. */
    static final class Pace {
        @Option(names = "--per-second", paramLabel = "N", description = "At most so many deliveries a second.")
        @Nullable
        Integer perSecond;

        @Option(names = "--no-wait", description = "Do not wait until all is handed on.")
        boolean noWait;

        /** Starts it and, where that is wanted, watches it to its end; the exit code. */
        int start(Asking command, String path, ObjectNode body) throws InterruptedException {
            if (perSecond != null) {
                body.put("per_second", perSecond);
            }
            Api.Answer answer = command.api().post(path, body);
            if (answer.status() == 200) {
                command.terminal().note("The same is under way already; this is how it stands.");
            }
            String id = Texts.of(answer.json().path("id"));
            return noWait
                    ? show(command, answer.json())
                    : new ReplayWatch(command, command.ofSite(REPLAY, id)).untilItIsOver();
        }
    }

    static int show(Asking command, JsonNode replay) {
        if (command.asJson()) {
            command.terminal().json(replay);
        } else {
            command.terminal().show(table(List.of(replay)));
        }
        return 0;
    }

    private static Table table(Iterable<JsonNode> replays) {
        Table table = new Table(
                "ID", "STATE", "WHICH", "SENT", "OF", "DONE", "SINCE (UTC)", "UNTIL (UTC)", "WEBHOOK", "NOTE");
        replays.forEach(replay -> table.row(
                Texts.of(replay.path("id")),
                Texts.of(replay.path("state")),
                Texts.of(replay.path("which")),
                Texts.of(replay.path("sent")),
                Texts.of(replay.path("expected")),
                Math.round(replay.path("progress").doubleValue() * 100) + " %",
                Texts.shortTime(replay.path("since")),
                Texts.shortTime(replay.path("until")),
                Texts.of(replay.path("webhook_id")),
                Texts.of(replay.path("note"))));
        return table;
    }

    @Command(name = "replay", description = "Send a window of events to a webhook again.")
    static final class Replay extends WebhookCommands.OfWebhook {
        @Option(
                names = "--since",
                required = true,
                paramLabel = "TIME",
                description = "Where it begins: 2026-05-17T12:34:56Z, or 15m, 3h, 7d ago.")
        @SuppressWarnings("NullAway.Init")
        String since;

        @Option(names = "--until", paramLabel = "TIME", description = "Where it ends; now unless said.")
        @Nullable
        String until;

        @Option(
                names = "--which",
                required = true,
                paramLabel = "failed|missed|all",
                description = "Dead letters, what was held or never sent, or whatever matches.")
        @SuppressWarnings("NullAway.Init")
        String which;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        Pace pace;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body =
                    Api.object().put("since", Texts.instant("--since", since)).put("which", which);
            if (until != null) {
                body.put("until", Texts.instant("--until", until));
            }
            return pace.start(this, webhook("/replay"), body);
        }
    }

    @Command(name = "replays", description = "List what is or was sent again, or pause, resume or cancel one of them.")
    static final class Replays extends Asking {
        @Option(names = "--webhook", paramLabel = "ID", description = "Of one webhook only.")
        @Nullable
        String webhook;

        @Command(name = "pause", description = "Hold a replay until it is resumed.")
        int pause(@Parameters(paramLabel = "ID") String id) throws InterruptedException {
            return move(id, "/pause");
        }

        @Command(name = "resume", description = "Go on with a replay that was paused.")
        int resume(@Parameters(paramLabel = "ID") String id) throws InterruptedException {
            return move(id, "/resume");
        }

        @Command(name = "cancel", description = "End a replay; what it has handed on stays.")
        int cancel(@Parameters(paramLabel = "ID") String id) throws InterruptedException {
            return move(id, "/cancel");
        }

        private int move(String id, String where) throws InterruptedException {
            begin();
            return show(this, api().post(ofSite(REPLAY + where, id), null).json());
        }

        @Override
        int ask() throws InterruptedException {
            String path = webhook == null ? ofSite("/replays") : ofSite("/webhooks/{}/replays", webhook);
            JsonNode answer = api().get(path).json();
            if (asJson()) {
                terminal().json(answer);
            } else {
                terminal().show(table(answer.path("replays")));
            }
            return 0;
        }
    }

    /** Which dead letters. */
    static final class Letters {
        @Option(names = "--webhook", paramLabel = "ID", description = "Of one webhook.")
        @Nullable
        String webhook;

        @Option(
                names = "--reason",
                paramLabel = "WORD",
                description = "By the class of the last error, such as timeout.")
        @Nullable
        String reason;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Not before: 2026-05-17T12:34:56Z, or 15m, 3h, 7d ago.")
        @Nullable
        String since;

        @Option(names = "--until", paramLabel = "TIME", description = "Not after.")
        @Nullable
        String until;

        Map<String, @Nullable String> wanted() {
            return Asking.parameters(
                    "webhook",
                    webhook,
                    "reason",
                    reason,
                    "since",
                    Texts.instant("--since", since),
                    "until",
                    Texts.instant("--until", until));
        }
    }

    @Command(
            name = "dead-letters",
            description = "What failed for good, of all webhooks of the site, the newest first.")
    static final class DeadLetters extends Asking {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        Letters letters;

        @Option(names = "--event", paramLabel = "TYPE", description = "Of one event type.")
        @Nullable
        String event;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "At most so many; 50 unless said.")
        int limit;

        @Override
        int ask() throws InterruptedException {
            if (limit < 1) {
                throw Failure.usage("--limit must be 1 or more.");
            }
            Map<String, @Nullable String> query = letters.wanted();
            query.put("event", event);
            ObjectNode answer = Pages.first(api(), ofSite("/dead-letters"), "dead_letters", query, limit);
            if (asJson()) {
                terminal().json(answer);
                return 0;
            }
            Table table = new Table("ID", "REASON", "CODE", "EVENT", "WEBHOOK", "CREATED (UTC)");
            answer.path("dead_letters")
                    .forEach(letter -> table.row(
                            Texts.of(letter.path("id")),
                            Texts.of(letter.path("reason")),
                            Texts.of(letter.path("last_status_code")),
                            Texts.of(letter.path("event")),
                            Texts.of(letter.path("webhook_id")),
                            Texts.shortTime(letter.path("created_at"))));
            terminal().show(table);
            return 0;
        }
    }

    @Command(name = "redrive", description = "Send dead letters again: all of the site, or those that fit.")
    static final class Redrive extends Asking {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        Letters letters;

        @Option(
                names = "--id",
                split = ",",
                paramLabel = "ID",
                description = "Only this delivery; may be given several times.")
        @Nullable
        List<String> ids;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        Pace pace;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body = Api.object();
            letters.wanted().forEach((name, value) -> {
                if (value != null) {
                    body.put(name, value);
                }
            });
            if (ids != null) {
                ids.forEach(body.putArray("ids")::add);
            }
            return pace.start(this, ofSite("/dead-letters/redrive"), body);
        }
    }
}
