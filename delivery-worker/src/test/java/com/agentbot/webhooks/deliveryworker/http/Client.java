package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Counts;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Sizes;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Times;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.servicekit.Environment;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The sender as a test uses it, with every buffer watched. */
final class Client implements AutoCloseable {
    static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    static final HttpLimits LIMITS = HttpLimits.read(new Environment(Map.of("HTTP_LOOPS", "2", "HTTP_CLOSE", "5s")));

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // the one that must be implemented is the deprecated one
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
                return new ResourceLeakDetector<>(type, interval) {
                    @Override
                    protected void reportTracedLeak(String resourceType, String records) {
                        LEAKS.add(resourceType + records);
                    }

                    @Override
                    protected void reportUntracedLeak(String resourceType) {
                        LEAKS.add(resourceType);
                    }
                };
            }
        });
    }

    private final NettySender sender;

    Client(HttpLimits limits, String allowed, Egress egress, Resolver resolver) {
        sender = new NettySender(limits, AddressPolicy.parse(allowed, List.of()), egress, resolver);
    }

    static Client with(HttpLimits limits) {
        return new Client(limits, "127.0.0.0/8", Egress.DIRECT, Resolver.SYSTEM);
    }

    static HttpLimits within(Duration deadline) {
        Times times = LIMITS.times();
        return times(new Times(deadline, times.resolve(), times.connect(), times.idle(), times.age(), times.close()));
    }

    static HttpLimits times(Times times) {
        return new HttpLimits(times, LIMITS.sizes(), LIMITS.counts());
    }

    static HttpLimits counts(int loops, int connections, int perHost, int waiting) {
        return counts(LIMITS.times(), loops, connections, perHost, waiting);
    }

    static HttpLimits counts(Times times, int loops, int connections, int perHost, int waiting) {
        return new HttpLimits(times, LIMITS.sizes(), new Counts(loops, connections, perHost, waiting, 4, 3, 8));
    }

    static Sizes sizes() {
        return LIMITS.sizes();
    }

    CompletableFuture<Answer> begin(String url) {
        return begin(url, "{}".getBytes(UTF_8));
    }

    CompletableFuture<Answer> begin(String url, byte[] body) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        sender.send(new HttpPost(url(url), HeaderLines.of("Content-Type", "application/json"), body), first -> {
            if (!answer.complete(first)) {
                throw new AssertionError("a second answer: " + first);
            }
        });
        return answer;
    }

    Answer post(String url) {
        return begin(url).orTimeout(20, TimeUnit.SECONDS).join();
    }

    static WebhookUrl url(String text) {
        try {
            return WebhookUrl.parse(text, true);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(e);
        }
    }

    NettySender sender() {
        return sender;
    }

    @Override
    public void close() {
        sender.close();
    }
}
