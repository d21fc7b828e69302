package com.agentbot.webhooks.servicekit;

import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The admin port of a process.
 *
 * <p>{@code /metrics} is Prometheus text; {@code /healthz} says whether the process is alive; {@code /readyz} whether it
 * can do its work, with 503 and the reasons when it cannot.
 */
public final class AdminServer {
    private static final int BODY_BYTES = 1024;

    private AdminServer() {}

    /**
     * A server that is started and stopped like any part.
     *
     * @param services whose readiness makes the process ready; started and stopped by the caller
     * @param port 0 takes a free one
     */
    public static WebServer of(String host, int port, PrometheusMeterRegistry metrics, List<Service> services) {
        WebServer.Binding binding = new WebServer.Binding("ADMIN_PORT", host, port, BODY_BYTES, Duration.ofSeconds(30));
        return new WebServer("admin", binding, routes -> {
            routes.get("/", context -> context.redirect("/metrics"));
            routes.get(
                    "/metrics",
                    context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(metrics.scrape()));
            routes.get("/healthz", context -> healthz(context, services));
            routes.get("/readyz", context -> readyz(context, services));
        });
    }

    private static void healthz(Context context, List<Service> services) {
        boolean alive = services.stream().allMatch(Service::alive);
        context.status(alive ? 200 : 503).result(alive ? "ok\n" : "failed\n");
    }

    private static void readyz(Context context, List<Service> services) {
        Map<String, String> unready = new TreeMap<>();
        services.forEach(service -> unready.putAll(service.unready()));
        StringBuilder text = new StringBuilder(unready.isEmpty() ? "ready\n" : "not ready\n");
        unready.forEach(
                (part, reason) -> text.append(part).append(": ").append(reason).append('\n'));
        context.status(unready.isEmpty() ? 200 : 503).result(text.toString());
    }
}
