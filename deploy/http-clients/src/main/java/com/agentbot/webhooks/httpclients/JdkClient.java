package com.agentbot.webhooks.httpclients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The JDK's own. Its timeout ends at the headers, so the deadline is ours; its pool has no bound. */
final class JdkClient implements Client {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Override
    public Endpoint endpoint(String url) {
        HttpRequest.Builder prepared = HttpRequest.newBuilder(URI.create(url)).headers(HEADERS.toArray(String[]::new));
        return (body, whenDone) -> {
            CompletableFuture<?> unused = client.sendAsync(
                            prepared.copy()
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((answer, failure) -> whenDone.accept(answer == null ? 0 : answer.statusCode()));
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
