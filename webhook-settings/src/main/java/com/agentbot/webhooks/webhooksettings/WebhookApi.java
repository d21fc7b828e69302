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
    private final Creations creations;
    private final WebhookForm form;
    private final SecretCipher cipher;
    private final Missed missed;
    private final Settlement settlement;

    WebhookApi(
            PostgresWebhooks webhooks,
            Creations creations,
            WebhookForm form,
            SecretCipher cipher,
            Missed missed,
            Settlement settlement) {
        this.webhooks = webhooks;
        this.creations = creations;
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
        ObjectNode json = Json.read(context, WebhookForm.FIELDS);
        WebhookSetup setup = form.create(json);
        String secret = Randomness.signingSecret();
        switch (creations.create(site, setup, secret, IdempotencyKey.of(context, json))) {
            case Creation.Made(StoredWebhook webhook) -> writeCreated(context, webhook, secret);
            case Creation.Repeated(StoredWebhook webhook, String secretHash) -> {
                context.header("Idempotent-Replayed", "true");
                writeCreated(context, webhook, creations.secret(webhook, secretHash));
            }
            case Creation.OtherRequest() ->
                throw Problem.invalid(
                        IdempotencyKey.HEADER,
                        "This Idempotency-Key was used for another webhook in the last 24 hours. Choose a new one.");
            case Creation.Deleted() ->
                throw conflict(
                        "The webhook that was made with this Idempotency-Key has been deleted. Choose a new one.");
        }
    }

    /** A secret that is not in use any more is in no answer. */
    private void writeCreated(Context context, StoredWebhook webhook, @Nullable String secret)
            throws InterruptedException {
        // Kept in any case, and its secret is shown only now: so 201, also where the pipeline hears of it later.
        settlement.await(webhook.version());
        context.header("Location", "/v1/sites/" + webhook.siteId() + "/webhooks/" + webhook.id());
        ObjectNode json = webhook.json();
        write(context, 201, webhook, secret == null ? json : json.put("secret", secret));
    }

    /** Writes an answer that holds one webhook, and which version of it. */
    private static void write(Context context, int status, StoredWebhook webhook, ObjectNode json) {
        context.header("ETag", webhook.eTag());
        Json.write(context, status, json);
    }

    private void list(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        Json.writeList(context, "webhooks", webhooks.list(site), StoredWebhook::json, null);
    }

    private void read(Context context, Caller caller) {
        String site = caller.in(context.pathParam("site"));
        StoredWebhook webhook = webhooks.find(site, webhookId(context)).orElseThrow(WebhookApi::none);
        write(context, 200, webhook, shown(webhook));
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
        IfMatch ifMatch = IfMatch.of(context);
        AtomicReference<@Nullable String> replay = new AtomicReference<>();
        StoredWebhook webhook = webhooks.change(
                        site,
                        webhookId(context),
                        before -> {
                            ifMatch.check(before);
                            return before.with(form.change(json, before.setup()));
                        },
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
        write(context, inForce(webhook.version(), 200), webhook, answer);
    }

    private void delete(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        OptionalLong version = webhooks.delete(site, webhookId(context), IfMatch.of(context)::check);
        context.status(inForce(version.orElseThrow(WebhookApi::none), 204));
    }

    private void rotate(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        String id = webhookId(context);
        String secret = Randomness.signingSecret();
        SealedSecret incoming = cipher.seal(id, secret);
        IfMatch ifMatch = IfMatch.of(context);
        StoredWebhook webhook = webhooks.change(site, id, before -> {
                    ifMatch.check(before);
                    if (before.secrets().size() > 1) {
                        throw conflict("A rotation is under way: finish it before you begin another.");
                    }
                    return before.with(List.of(before.secrets().getFirst(), incoming));
                })
                .orElseThrow(WebhookApi::none);
        write(context, inForce(webhook.version(), 200), webhook, webhook.json().put("secret", secret));
    }

    private void finish(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        IfMatch ifMatch = IfMatch.of(context);
        StoredWebhook webhook = webhooks.change(site, webhookId(context), before -> {
                    ifMatch.check(before);
                    if (before.secrets().size() < 2) {
                        throw conflict("No rotation is under way.");
                    }
                    return before.with(List.of(before.secrets().getLast()));
                })
                .orElseThrow(WebhookApi::none);
        write(context, inForce(webhook.version(), 200), webhook, webhook.json());
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
