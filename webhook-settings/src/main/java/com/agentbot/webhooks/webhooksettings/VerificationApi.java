package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.RequestHeaders;
import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.http.Context;
import java.util.function.Function;
import java.util.stream.Stream;

/** How a signature is verified, in some languages: functions to use, and programs about one delivery. */
final class VerificationApi implements Api.Calls {
    private static final String SNIPPETS = "/verification-snippets";

    private final DeliveryApi deliveries;
    private final OpenedDeliveries opened;

    VerificationApi(DeliveryApi deliveries, OpenedDeliveries opened) {
        this.deliveries = deliveries;
        this.opened = opened;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("GET", "/v1" + SNIPPETS, (context, caller) -> write(context, Snippet::function));
        routes.add("GET", DeliveryApi.DELIVERY + SNIPPETS, this::ofDelivery);
    }

    private void ofDelivery(Context context, Caller caller) throws InterruptedException {
        String site = caller.in(context.pathParam("site"));
        OpenedDelivery delivery = opened.open(site, deliveries.delivery(site, context));
        String body = switch (delivery.body()) {
            case EventBodies.Found found -> new String(found.bytes(), UTF_8);
            case EventBodies.Gone(String why) -> throw conflict(why);
            case EventBodies.NotNow(String why) -> throw Problem.unavailable(why);
        };
        String signature = signature(delivery);
        write(context, snippet -> snippet.program(signature, body));
    }

    /** Of the last POST that is known with its signature. */
    private static String signature(OpenedDelivery delivery) {
        return delivery.attempts().reversed().stream()
                .flatMap(made -> made.request().stream())
                .flatMap(request -> Stream.ofNullable(request.header(RequestHeaders.SIGNATURE)))
                .findFirst()
                .orElseThrow(
                        () -> conflict("There is no signature to verify: nothing was sent, or the secret that signed"
                                + " it is in use no more."));
    }

    private static void write(Context context, Function<Snippet, String> code) {
        Json.writeList(context, "snippets", Snippet.ALL, snippet -> snippet.json(code.apply(snippet)), null);
    }

    private static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, null);
    }
}
