package com.agentbot.webhooks.httpclients;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 5, the asynchronous one; its timeouts are each over a part, so the deadline is ours. */
final class ApacheAsyncClient implements Client {
    private final Deadlines deadlines = new Deadlines();
    private final CloseableHttpAsyncClient client = HttpAsyncClients.custom()
            .setIOReactorConfig(IOReactorConfig.custom()
                    .setIoThreadCount(Runtime.getRuntime().availableProcessors())
                    .setTcpNoDelay(true)
                    .build())
            .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(CONNECTIONS)
                    .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.ofSeconds(5))
                            .build())
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();

    ApacheAsyncClient() {
        client.start();
    }

    @Override
    public Endpoint endpoint(String url) {
        return (body, whenDone) -> {
            SimpleRequestBuilder builder = SimpleRequestBuilder.post(url).setBody(body, ContentType.APPLICATION_JSON);
            for (int i = 0; i < HEADERS.size(); i += 2) {
                builder.setHeader(HEADERS.get(i), HEADERS.get(i + 1));
            }
            send(builder.build(), whenDone);
        };
    }

    private void send(SimpleHttpRequest request, IntConsumer whenDone) {
        AtomicReference<@Nullable Future<SimpleHttpResponse>> sent = new AtomicReference<>();
        Future<?> deadline = deadlines.after(() -> {
            Future<SimpleHttpResponse> late = sent.get();
            if (late != null) {
                late.cancel(true);
            }
        });
        sent.set(client.execute(request, new FutureCallback<>() {
            @Override
            public void completed(SimpleHttpResponse answer) {
                end(answer.getCode());
            }

            @Override
            public void failed(Exception failure) {
                end(0);
            }

            @Override
            public void cancelled() {
                end(0);
            }

            private void end(int status) {
                deadline.cancel(false);
                whenDone.accept(status);
            }
        }));
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        deadlines.close();
    }
}
