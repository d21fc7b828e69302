package com.agentbot.webhooks.webhooksettings;

import static java.util.Map.entry;

import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How each answer of the description is provoked: most in the way of their status, the rest each in its own. */
final class ApiCases {
    private static final String EVERYTHING = "{\"since\": \"2026-05-17T00:00:00Z\", \"which\": \"all\"}";
    private static final String SOMETHING_ELSE = "{\"since\": \"2026-05-18T00:00:00Z\", \"which\": \"all\"}";

    private static final Map<String, Case> OF_THEIR_OWN = Map.ofEntries(
            entry(
                    "listEventTypes 400",
                    (world, call) -> call.asking("kind=none").make()),
            entry("readSession 401", (world, call) -> call.as("wrong").make()),
            entry("beginSession 400", (world, call) -> call.saying("[]").make()),
            entry(
                    "beginSession 401",
                    (world, call) -> call.saying("{\"token\": \"wrong\"}").make()),
            entry(
                    "beginSession 403",
                    (world, call) -> call.without("X-Agentbot-Page").make()),
            entry(
                    "endSession 403",
                    (world, call) -> call.without("X-Agentbot-Page").make()),
            entry(
                    "createTokenOfAllSites 400",
                    (world, call) -> call.saying("[]").make()),
            entry("checkUrl 403", ApiCases::forged),
            entry("createWebhook 409", (world, call) -> {
                Answer made = call.with("Idempotency-Key", "deleted-meanwhile").make();
                world.settings.delete("/v1/sites/" + world.site + "/webhooks/" + made.field("id"));
                return call.make();
            }),
            entry(
                    "changeWebhook 202",
                    (world, call) -> call.to(world.brokerless).make()),
            entry(
                    "deleteWebhook 202",
                    (world, call) -> call.to(world.brokerless).make()),
            entry("rotateSecret 202", (world, call) -> call.to(world.brokerless).make()),
            entry("rotateSecret 409", (world, call) -> {
                call.about(world.webhook(world.settings, world.site)).make().expect(200);
                return call.make();
            }),
            entry(
                    "finishRotation 200",
                    (world, call) -> rotated(world, world.settings, call).make()),
            entry(
                    "finishRotation 202",
                    (world, call) -> rotated(world, world.brokerless, call).make()),
            entry("finishRotation 409", (world, call) -> call.make()),
            entry(
                    "resendDelivery 409",
                    (world, call) -> call.about(withoutEvent(world)).make()),
            entry(
                    "listSnippetsOfDelivery 409",
                    (world, call) -> call.about(withoutEvent(world)).make()),
            entry(
                    "redriveDeadLetters 202",
                    (world, call) -> call.of(world.freshSite()).make()),
            entry("redriveDeadLetters 200", (world, call) -> {
                call.to(world.brokerless).of(world.freshSite()).make().expect(202);
                return call.make();
            }),
            entry("redriveDeadLetters 409", (world, call) -> {
                call.to(world.brokerless).of(world.freshSite()).make().expect(202);
                return call.saying("{\"reason\": \"timeout\"}").make();
            }),
            entry("startReplay 200", (world, call) -> {
                underWay(world, call).make().expect(202);
                return call.make();
            }),
            entry("startReplay 409", (world, call) -> {
                underWay(world, call).make().expect(202);
                return call.saying(SOMETHING_ELSE).make();
            }),
            entry("pauseReplay 409", (world, call) -> call.about(done(world)).make()),
            entry("resumeReplay 409", (world, call) -> call.about(done(world)).make()),
            entry("cancelReplay 409", (world, call) -> call.about(done(world)).make()));

    private static final Map<Integer, Case> BY_STATUS = Map.ofEntries(
            entry(200, (world, call) -> call.make()),
            entry(201, (world, call) -> call.make()),
            entry(202, (world, call) -> call.make()),
            entry(204, (world, call) -> call.make()),
            entry(
                    400,
                    (world, call) ->
                            call.about(ApiCall.ofNothing()).of("no%20site").make()),
            entry(
                    401,
                    (world, call) -> call.about(ApiCall.ofNothing())
                            .without("Authorization")
                            .make()),
            entry(403, ApiCases::forbidden),
            entry(
                    404,
                    (world, call) -> call.about(ApiCall.ofNothing())
                            .as(ApiWorld.OF_ANOTHER_SITE)
                            .make()),
            entry(412, (world, call) -> call.with("If-Match", "\"0\"").make()),
            entry(
                    413,
                    (world, call) -> call.saying("{\"x\": \"" + "x".repeat(70_000) + "\"}")
                            .make()),
            entry(415, (world, call) -> call.with("Content-Type", "text/plain").make()),
            entry(422, (world, call) -> call.saying("{\"nonsense\": 1}").make()),
            entry(429, (world, call) -> tooOften(call.to(world.strict).about(ApiCall.ofNothing()))),
            entry(503, (world, call) -> call.about(ApiCall.ofNothing()).make()));

    private ApiCases() {}

    /** Provokes one answer. */
    interface Case {
        /** Makes the call, once all is as it has to be for this answer. */
        Answer provoke(ApiWorld world, ApiCall call) throws Exception;
    }

    static Optional<Case> of(Operation operation, int status) {
        Case own = OF_THEIR_OWN.get(operation.id() + " " + status);
        return Optional.ofNullable(own == null ? BY_STATUS.get(status) : own);
    }

    /** Such as {@code createWebhook 409}. */
    static Set<String> ofTheirOwn() {
        return OF_THEIR_OWN.keySet();
    }

    /** Whoever changes something may be one who may not; whoever reads is so only with a JWT for something else. */
    private static Answer forbidden(ApiWorld world, ApiCall call) throws Exception {
        call.about(ApiCall.ofNothing());
        if (!call.changes()) {
            return call.as(world.powerless()).make();
        }
        call.as(ApiWorld.READING).make().expectProblem(403, null);
        return forged(world, call);
    }

    /** With the page's cookie, but not from the page. */
    private static Answer forged(ApiWorld world, ApiCall call) throws Exception {
        return call.without("Authorization")
                .without("X-Agentbot-Page")
                .with("Cookie", world.session())
                .make();
    }

    /** At the turn of a minute even the second one may be let in. */
    private static Answer tooOften(ApiCall call) throws Exception {
        Answer answer = call.make();
        for (int more = 0; more < 3 && answer.status() != 429; more++) {
            answer = call.make();
        }
        return answer;
    }

    private static ApiCall rotated(ApiWorld world, RunningSettings service, ApiCall call) throws Exception {
        String webhook = world.webhook(service, world.site);
        String path = "/v1/sites/" + world.site + "/webhooks/" + webhook + "/secret/rotate";
        service.post(path, "");
        return call.to(service).about(webhook);
    }

    private static String withoutEvent(ApiWorld world) throws Exception {
        return world.deliveryWithoutEvent(world.site, world.webhook(world.settings, world.site));
    }

    private static ApiCall underWay(ApiWorld world, ApiCall call) throws Exception {
        return call.to(world.brokerless)
                .about(world.webhook(world.brokerless, world.site))
                .saying(EVERYTHING);
    }

    private static String done(ApiWorld world) throws Exception {
        return world.replayDone(world.site, world.webhook(world.settings, world.site));
    }
}
