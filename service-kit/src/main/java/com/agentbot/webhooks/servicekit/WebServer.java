package com.agentbot.webhooks.servicekit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server with bounds, one virtual thread a request. Whatever goes wrong is answered as a problem document
 * (RFC 9457); of what we did not foresee only the log tells more.
 */
public final class WebServer implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int HEADER_BYTES = 16 * 1024;
    /** Connections that have arrived and wait to be accepted. */
    private static final int BACKLOG = 1024;
    /** How long a stop waits for requests under way; well within the 30 s that orchestrators commonly give. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Binding binding;
    private final Javalin app;
    private volatile @Nullable ServerSocketChannel channel;
    private volatile int port;

    /**
     * Where a server listens and what it bears.
     *
     * @param portSetting the setting that holds the port, to be named when the port is taken
     * @param host the address to listen on
     * @param port 0 takes a free one
     * @param bodyBytes the largest request body; one byte more is answered 413
     * @param idle how long a connection may be silent, also in the middle of a request
     */
    public record Binding(String portSetting, String host, int port, int bodyBytes, Duration idle) {}

    /**
     * Made ready to be started; nothing listens yet.
     *
     * @param routes adds the handlers; they may throw {@link Problem}
     */
    public WebServer(String name, Binding binding, Consumer<RoutesConfig> routes) {
        this.name = name;
        this.binding = binding;
        this.app = Javalin.create(config -> configure(config, routes));
    }

    private void configure(JavalinConfig config, Consumer<RoutesConfig> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = binding.bodyBytes();
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.jetty.addConnector(this::connector);
        config.jetty.modifyServer(WebServer::stopInGoodOrder);
        config.routes.exception(Problem.class, (problem, context) -> answer(context, problem));
        config.routes.exception(HttpResponseException.class, (e, context) -> answer(context, translated(e)));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("{}: {} {} failed", name, context.method(), context.path(), e);
            answer(context, new Problem(500, "Internal error", "Something went wrong on our side.", null));
        });
        routes.accept(config.routes);
    }

    /** By itself the server would cut off whoever waits for an answer, and nobody could tell what became of a request. */
    private static void stopInGoodOrder(Server server) {
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(STOP_PATIENCE.toMillis());
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setIdleTimeout(binding.idle().toMillis());
        try {
            connector.open(Objects.requireNonNull(channel, "bound before the server starts"));
        } catch (IOException e) {
            throw new UncheckedIOException("a bound socket can be listened on", e);
        }
        return connector;
    }

    private static Problem translated(HttpResponseException e) {
        String detail = e.getMessage() == null ? "" : e.getMessage();
        return switch (e.getStatus()) {
            case 404 -> Problem.notFound("There is nothing at this address.");
            case 405 -> new Problem(405, "Method not allowed", "This address does not take this method.", null);
            case 413 -> new Problem(413, "Content too large", "The request's body is larger than allowed.", null);
            default -> new Problem(e.getStatus(), "Request failed", detail, null);
        };
    }

    private static void answer(Context context, Problem problem) {
        context.status(problem.status());
        if (problem.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        problem.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(wholeSeconds(wait))));
        try {
            context.result(JSON.writeValueAsBytes(problem.document()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of text can always be written", e);
        }
        context.contentType("application/problem+json");
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws StartFailure, IOException {
        // Bound before the server starts, which would tell of a taken port in words of its own.
        ServerSocketChannel listening = bound();
        channel = listening;
        try {
            app.start();
        } catch (RuntimeException e) {
            listening.close();
            throw e;
        }
        port = app.port();
    }

    private ServerSocketChannel bound() throws StartFailure, IOException {
        ServerSocketChannel bound = ServerSocketChannel.open();
        try {
            InetAddress address = InetAddress.getAllByName(binding.host())[0];
            return bound.setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(address, binding.port()), BACKLOG);
        } catch (UnknownHostException e) {
            bound.close();
            throw new StartFailure(
                    "HOST=" + binding.host() + " is wrong: it must be an address of this machine, such as 0.0.0.0.", e);
        } catch (SocketException e) {
            bound.close();
            throw new StartFailure(
                    "Port " + binding.port() + " on " + binding.host() + " is taken or not ours to take. Set "
                            + binding.portSetting() + " to another port, or to 0 for a free one.",
                    e);
        }
    }

    @Override
    public OptionalInt port() {
        return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Answers the requests under way and takes no new ones; cuts off those that take longer than 15 s. */
    @Override
    public void stop() {
        app.stop();
    }
}
