package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SealedSecret;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Webhooks made, listed, read, changed, deleted, and their secrets rotated. */
final class WebhookApi implements Api.Calls {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String WEBHOOKS = "/v1/sites/{site}/webhooks";
    static final String WEBHOOK = WEBHOOKS + "/{id}";

    private final PostgresWebhooks webhooks;
    private final WebhookForm form;
    private final SecretCipher cipher;
    private final Missed missed;
    private final Settlement settlement;

    WebhookApi(PostgresWebhooks webhooks, WebhookForm form, SecretCipher cipher, Missed missed, Settlement settlement) {
        this.webhooks = webhooks;
        this.form = form;
        this.cipher = cipher;
        this.missed = missed;
        this.settlement = settlement;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("POST", WEBHOOKS, this::create);
        routes.add("GET", WEBHOOKS, this::list);
        routes.add("GET", WEBHOOK, this::read);
        routes.add("PATCH", WEBHOOK, this::change);
        routes.add("DELETE", WEBHOOK, this::delete);
        routes.add("POST", WEBHOOK + "/secret/rotate", this::rotate);
        routes.add("POST", WEBHOOK + "/secret/finish", this::finish);
    }

    private void create(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        WebhookSetup setup = form.create(Json.read(context, WebhookForm.FIELDS));
        String id = Randomness.webhookId();
        String secret = Randomness.signingSecret();
        StoredWebhook webhook = webhooks.create(site, id, setup, cipher.seal(id, secret));
        // Kept in any case, and its secret is shown only now: so 201, also where the pipeline hears of it later.
        settlement.await(webhook.version());
        context.header("Location", "/v1/sites/" + site + "/webhooks/" + id);
        Json.write(context, 201, webhook.json().put("secret", secret));
    }

    private void list(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        Json.writeList(context, "webhooks", webhooks.list(site), StoredWebhook::json, null);
    }

    private void read(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        StoredWebhook webhook = webhooks.find(site, webhookId(context)).orElseThrow(WebhookApi::none);
        Json.write(context, 200, shown(webhook));
    }

    /** With how many deliveries it has missed, as long as it is off. */
    private ObjectNode shown(StoredWebhook webhook) {
        ObjectNode json = webhook.json();
        if (!webhook.setup().enabled()) {
            json.put("missed", missed.count(webhook));
        }
        return json;
    }

    private void change(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        ObjectNode json = Json.read(context, WebhookForm.CHANGE_FIELDS);
        boolean sendsMissed = form.sendsMissed(json);
        AtomicReference<@Nullable String> replay = new AtomicReference<>();
        StoredWebhook webhook = webhooks.change(
                        site,
                        webhookId(context),
                        before -> before.with(form.change(json, before.setup())),
                        (connection, before) -> {
                            if (sendsMissed) {
                                replay.set(missed.send(connection, before).id());
                            }
                        })
                .orElseThrow(WebhookApi::none);
        ObjectNode answer = shown(webhook);
        if (replay.get() != null) {
            answer.put("replay_id", replay.get());
        }
        Json.write(context, inForce(webhook.version(), 200), answer);
    }

    private void delete(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        OptionalLong version = webhooks.delete(site, webhookId(context));
        context.status(inForce(version.orElseThrow(WebhookApi::none), 204));
    }

    private void rotate(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        String id = webhookId(context);
        String secret = Randomness.signingSecret();
        SealedSecret incoming = cipher.seal(id, secret);
        StoredWebhook webhook = webhooks.change(site, id, before -> {
                    if (before.secrets().size() > 1) {
                        throw conflict("A rotation is under way: finish it before you begin another.");
                    }
                    return before.with(List.of(before.secrets().getFirst(), incoming));
                })
                .orElseThrow(WebhookApi::none);
        Json.write(context, inForce(webhook.version(), 200), webhook.json().put("secret", secret));
    }

    private void finish(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        StoredWebhook webhook = webhooks.change(site, webhookId(context), before -> {
                    if (before.secrets().size() < 2) {
                        throw conflict("No rotation is under way.");
                    }
                    return before.with(List.of(before.secrets().getLast()));
                })
                .orElseThrow(WebhookApi::none);
        Json.write(context, inForce(webhook.version(), 200), webhook.json());
    }

    /** The status of an answer to a change: the one given, or 202 where the pipeline will only hear of it later. */
    private int inForce(long version, int status) throws InterruptedException {
        return settlement.await(version) ? status : 202;
    }

    private static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, null);
    }

    /** The id in the address; one that no webhook can have is answered like one that none has. */
    static String webhookId(Context context) {
        String id = context.pathParam("id");
        if (!ID.matcher(id).matches()) {
            throw none();
        }
        return id;
    }

    static Problem none() {
        return Problem.notFound("This site has no such webhook.");
    }
}
