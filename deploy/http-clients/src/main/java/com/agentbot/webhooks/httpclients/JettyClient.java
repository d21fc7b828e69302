package com.agentbot.webhooks.httpclients;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpMethod;

/** Jetty's client. */
final class JettyClient implements Client {
    private final HttpClient client =
            new HttpClient(new HttpClientTransportOverHTTP(Runtime.getRuntime().availableProcessors()));

    JettyClient() {
        client.setMaxConnectionsPerDestination(CONNECTIONS_PER_HOST);
        client.setMaxRequestsQueuedPerDestination(CONNECTIONS);
        client.setFollowRedirects(false);
        client.setConnectTimeout(5_000);
        client.setUserAgentField(null);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        client.getContentDecoderFactories().clear();
    }

    @Override
    public Endpoint endpoint(String url) {
        URI uri = URI.create(url);
        return (body, whenDone) -> {
            Request request = client.newRequest(uri)
                    .method(HttpMethod.POST)
                    .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .body(new BytesRequestContent("application/json", body))
                    .headers(headers -> {
                        for (int i = 0; i < HEADERS.size(); i += 2) {
                            headers.put(HEADERS.get(i), HEADERS.get(i + 1));
                        }
                    });
            request.send(result ->
                    whenDone.accept(result.isSucceeded() ? result.getResponse().getStatus() : 0));
        };
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
