package com.agentbot.webhooks.httpclients;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty on one event loop a core. */
final class ReactorClient implements Client {
    private final ConnectionProvider connections = ConnectionProvider.builder("comparison")
            .maxConnections(CONNECTIONS_PER_HOST)
            .pendingAcquireMaxCount(CONNECTIONS)
            .build();
    private final LoopResources loops =
            LoopResources.create("reactor", Runtime.getRuntime().availableProcessors(), true);
    private final HttpClient client = HttpClient.create(connections)
            .runOn(loops, false)
            .protocol(HttpProtocol.HTTP11)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
            .disableRetry(true)
            .headers(headers -> {
                for (int i = 0; i < HEADERS.size(); i += 2) {
                    headers.set(HEADERS.get(i), HEADERS.get(i + 1));
                }
            });

    @Override
    public Endpoint endpoint(String url) {
        return (body, whenDone) -> client.headers(headers -> headers.setInt("Content-Length", body.length))
                .post()
                .uri(url)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .responseSingle((answer, content) ->
                        content.then(Mono.just(answer.status().code())))
                .timeout(DEADLINE)
                .subscribe(whenDone::accept, failure -> whenDone.accept(0));
    }

    @Override
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(10));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
    }
}
