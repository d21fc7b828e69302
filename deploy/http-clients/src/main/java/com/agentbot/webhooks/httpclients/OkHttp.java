package com.agentbot.webhooks.httpclients;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp with a virtual thread a POST. */
final class OkHttp implements Client {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .dispatcher(dispatcher())
            .connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .callTimeout(DEADLINE)
            .build();
    private final Headers headers = Headers.of(HEADERS.toArray(String[]::new))
            .newBuilder()
            .add("Accept-Encoding", "identity") // or it would inflate
            .build();

    private Dispatcher dispatcher() {
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(CONNECTIONS);
        dispatcher.setMaxRequestsPerHost(CONNECTIONS_PER_HOST);
        return dispatcher;
    }

    @Override
    public Endpoint endpoint(String url) {
        HttpUrl parsed = HttpUrl.get(url);
        return (body, whenDone) -> client.newCall(new Request.Builder()
                        .url(parsed)
                        .headers(headers)
                        .post(RequestBody.create(body))
                        .build())
                .enqueue(new Callback() {
                    @Override
                    public void onResponse(Call call, Response response) throws IOException {
                        int status = 0;
                        try (response) {
                            byte[] unused = response.body().bytes();
                            status = response.code();
                        } finally {
                            whenDone.accept(status);
                        }
                    }

                    @Override
                    public void onFailure(Call call, IOException failure) {
                        whenDone.accept(0);
                    }
                });
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        threads.close();
    }
}
