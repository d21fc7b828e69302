package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;

/** Windows sent again, dead letters redriven, and both watched, paused, gone on with and cancelled. */
final class ReplayApi implements Api.Calls {
    private static final String REPLAYS = "/v1/sites/{site}/replays";
    private static final String REPLAY = REPLAYS + "/{id}";

    private final PostgresReplays replays;
    private final PostgresWebhooks webhooks;
    private final ReplayForm form;

    ReplayApi(PostgresReplays replays, PostgresWebhooks webhooks, ReplayForm form) {
        this.replays = replays;
        this.webhooks = webhooks;
        this.form = form;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("POST", WebhookApi.WEBHOOK + "/replay", this::replay);
        routes.add("GET", WebhookApi.WEBHOOK + "/replays", this::listOfWebhook);
        routes.add("POST", DeadLetterApi.DEAD_LETTERS + "/redrive", this::redrive);
        routes.add("GET", REPLAYS, this::list);
        routes.add("GET", REPLAY, this::open);
        routes.add("POST", REPLAY + "/pause", (context, caller) -> move(context, caller, Replay.State.PAUSED));
        routes.add("POST", REPLAY + "/resume", (context, caller) -> move(context, caller, Replay.State.RUNNING));
        routes.add("POST", REPLAY + "/cancel", (context, caller) -> move(context, caller, Replay.State.CANCELLED));
    }

    private void replay(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        StoredWebhook webhook =
                webhooks.find(site, WebhookApi.webhookId(context)).orElseThrow(WebhookApi::none);
        ObjectNode json = Json.read(context, ReplayForm.REPLAY);
        Replay.Wanted wanted = form.replay(json, webhook.id());
        if (!webhook.setup().enabled()) {
            throw isOff();
        }
        start(context, site, wanted, form.perSecond(json), json.toString());
    }

    private void redrive(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        ObjectNode json = Json.read(context, ReplayForm.REDRIVE);
        Replay.Wanted wanted = form.redrive(json);
        String webhook = wanted.webhookId();
        if (webhook != null && webhooks.find(site, webhook).isEmpty()) {
            throw Problem.invalid("webhook", "This site has no webhook '" + webhook + "'.");
        }
        start(context, site, wanted, form.perSecond(json), json.toString());
    }

    private void start(Context context, String site, Replay.Wanted wanted, int perSecond, String wish) {
        PostgresReplays.Started started = replays.start(site, wanted, perSecond, wish);
        context.header(
                "Location", "/v1/sites/" + site + "/replays/" + started.replay().id());
        Json.write(context, started.anew() ? 202 : 200, started.replay().json());
    }

    private static Problem isOff() {
        return new Problem(409, "Conflict", "The webhook is switched off. Switch it on first.", null);
    }

    private void listOfWebhook(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        String webhook = WebhookApi.webhookId(context);
        if (!webhooks.existed(site, webhook)) {
            throw WebhookApi.none();
        }
        write(context, replays.list(site, webhook));
    }

    private void list(Context context, Caller caller) {
        write(context, replays.list(caller.in(context.pathParam("site")), null));
    }

    private static void write(Context context, List<Replay> found) {
        Json.writeList(context, "replays", found, Replay::json, null);
    }

    private void open(Context context, Caller caller) {
        Json.write(
                context,
                200,
                find(caller.in(context.pathParam("site")), context).json());
    }

    private Replay find(String site, Context context) {
        return replays.find(site, context.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("This site has no such replay."));
    }

    private void move(Context context, Caller caller, Replay.State to) {
        String site = caller.in(context.pathParam("site"));
        Replay replay = find(site, context);
        String webhook = replay.wanted().webhookId();
        if (to == Replay.State.RUNNING
                && webhook != null
                && webhooks.find(site, webhook)
                        .filter(found -> found.setup().enabled())
                        .isEmpty()) {
            throw isOff();
        }
        if (replay.state() != to && !replays.move(replay.id(), to, null)) {
            throw new Problem(409, "Conflict", "This replay is over: it is " + replay.state() + ".", null);
        }
        Json.write(context, 200, find(site, context).json());
    }
}
