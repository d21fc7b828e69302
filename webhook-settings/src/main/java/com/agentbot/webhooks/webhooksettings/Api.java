package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/**
 * Everything that is served over HTTP. Each call of the API is authenticated and counted here, whoever may only read is
 * kept from changes, and a database that is away is told in one place.
 */
final class Api {
    private final Authentication authentication;
    private final Page page;
    private final List<Calls> calls;
    private final SessionApi sessions;
    private final LogLateness lateness;
    private final MeterRegistry metrics;

    /** A group of calls. */
    interface Calls {
        /** Adds the calls. */
        void addTo(Routes routes);
    }

    /** Answers a call whose caller is known. */
    @FunctionalInterface
    interface Call {
        /** Answers, or throws a {@link Problem}. */
        void answer(Context context, Caller caller) throws Exception;
    }

    /** What a call does to what is kept. */
    enum Effect {
        READS,
        CHANGES
    }

    /** Where calls are added. */
    interface Routes {
        /**
         * Adds one call.
         *
         * @param method such as {@code GET}
         * @param path with parameters in braces
         * @param effect said only where the method says otherwise, such as of a {@code POST} that changes nothing
         */
        void add(String method, String path, Effect effect, Call call);

        /** Adds one call that reads where its method is {@code GET}, and changes something else. */
        default void add(String method, String path, Call call) {
            add(method, path, method.equals("GET") ? Effect.READS : Effect.CHANGES, call);
        }
    }

    Api(
            Authentication authentication,
            Page page,
            List<Calls> calls,
            SessionApi sessions,
            LogLateness lateness,
            MeterRegistry metrics) {
        this.authentication = authentication;
        this.page = page;
        this.calls = List.copyOf(calls);
        this.sessions = sessions;
        this.lateness = lateness;
        this.metrics = metrics;
    }

    void addTo(RoutesConfig config) {
        page.addTo(config);
        ApiDocument.addTo(config);
        sessions.addTo((method, path, handler) -> route(config, method, path, guarded(handler)));
        Routes routes =
                (method, path, effect, call) -> route(config, method, path, guarded(authenticated(effect, call)));
        calls.forEach(group -> group.addTo(routes));
    }

    private static void route(RoutesConfig config, String method, String path, Handler handler) {
        switch (method) {
            case "GET" -> config.get(path, handler);
            case "POST" -> config.post(path, handler);
            case "PATCH" -> config.patch(path, handler);
            case "DELETE" -> config.delete(path, handler);
            default -> throw new IllegalArgumentException(method);
        }
    }

    private Handler authenticated(Effect effect, Call call) {
        return context -> {
            Caller caller = authentication.caller(context);
            switch (effect) {
                case READS -> {}
                case CHANGES -> caller.mayWrite();
            }
            call.answer(context, caller);
        };
    }

    private Handler guarded(Handler handler) {
        return context -> {
            long began = System.nanoTime();
            int status = 500;
            try {
                context.header("Cache-Control", "no-store");
                handler.handle(context);
                status = context.statusCode();
            } catch (DatabaseFailure.Unavailable e) {
                status = 503;
                throw Problem.unavailable("The settings cannot be reached at present. Try again in a moment.")
                        .with("log_late_by_seconds", lateness.seconds());
            } catch (Problem problem) {
                status = problem.status();
                throw problem;
            } catch (HttpResponseException e) {
                status = e.getStatus();
                throw e;
            } finally {
                count(context.method().name(), status, Duration.ofNanos(System.nanoTime() - began));
            }
        };
    }

    private void count(String method, int status, Duration duration) {
        Timer.builder("settings_requests")
                .description("Requests answered by the settings API")
                .tag("method", method)
                .tag("status", status / 100 + "xx")
                .register(metrics)
                .record(duration);
    }
}
