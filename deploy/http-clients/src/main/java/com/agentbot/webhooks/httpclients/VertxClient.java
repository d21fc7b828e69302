package com.agentbot.webhooks.httpclients;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Vert.x's core client on one event loop a core. */
final class VertxClient implements Client {
    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
    private final HttpClientAgent client = vertx.httpClientBuilder()
            .with(new HttpClientOptions().setConnectTimeout(5_000).setTcpNoDelay(true))
            .with(new PoolOptions()
                    .setHttp1MaxSize(CONNECTIONS_PER_HOST)
                    .setMaxWaitQueueSize(CONNECTIONS)
                    .setEventLoopSize(Runtime.getRuntime().availableProcessors()))
            .build();

    @Override
    public Endpoint endpoint(String url) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url);
        for (int i = 0; i < HEADERS.size(); i += 2) {
            options.putHeader(HEADERS.get(i), HEADERS.get(i + 1));
        }
        return (body, whenDone) -> client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(answer -> answer.body().map(answer))
                .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete((@Nullable HttpClientResponse answer, @Nullable Throwable failure) ->
                        whenDone.accept(answer == null ? 0 : answer.statusCode()));
    }

    @Override
    public void close() {
        try {
            vertx.close().await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
