package com.agentbot.webhooks.httpclients;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5, the blocking one, with a virtual thread a POST; the deadline is ours. */
final class ApacheBlockingClient implements Client {
    private final Deadlines deadlines = new Deadlines();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CloseableHttpClient client = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
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

    @Override
    public Endpoint endpoint(String url) {
        return (body, whenDone) -> threads.execute(() -> post(url, body, whenDone));
    }

    private void post(String url, byte[] body, IntConsumer whenDone) {
        HttpPost post = new HttpPost(url);
        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        for (int i = 0; i < HEADERS.size(); i += 2) {
            post.setHeader(HEADERS.get(i), HEADERS.get(i + 1));
        }
        Future<?> deadline = deadlines.after(post::cancel);
        int status = 0;
        try {
            status = client.execute(post, answer -> {
                EntityUtils.consume(answer.getEntity());
                return answer.getCode();
            });
        } catch (IOException e) {
            status = 0;
        } finally {
            deadline.cancel(false);
            whenDone.accept(status);
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        threads.close();
        deadlines.close();
    }
}
