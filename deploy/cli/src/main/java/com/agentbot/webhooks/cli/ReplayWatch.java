package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Watches something that is sent again until it is over, showing how far it is to whoever sits there. */
final class ReplayWatch {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Asking command;
    private final String path;

    ReplayWatch(Asking command, String path) {
        this.command = command;
        this.path = path;
    }

    /** The exit code: only what was handed on to its end has done well. */
    int untilItIsOver() throws InterruptedException {
        command.stop().listen();
        String shown = "";
        while (true) {
            JsonNode replay = command.api().get(path).json();
            String state = Texts.of(replay.path("state"));
            if (!state.equals("running")) {
                ReplayCommands.show(command, replay);
                return state.equals("done") ? 0 : Failure.REFUSED;
            }
            String progress = "Handed on: " + Texts.of(replay.path("sent"))
                    + (replay.path("expected").isNumber() ? " of " + replay.path("expected") : "") + " ("
                    + Math.round(replay.path("progress").doubleValue() * 100) + " %)";
            if (!progress.equals(shown) && !command.asJson()) {
                command.terminal().note(progress);
                shown = progress;
            }
            if (command.stop().within(POLL)) {
                command.terminal().note("It goes on without you; deploy/webhooks replays shows how far it is.");
                return 0;
            }
        }
    }
}
