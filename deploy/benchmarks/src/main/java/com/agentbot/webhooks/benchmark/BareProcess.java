package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.deliveryworker.http.Egress;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits;
import com.agentbot.webhooks.deliveryworker.http.HttpPost;
import com.agentbot.webhooks.deliveryworker.http.NettySender;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.servicekit.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** The worker's HTTP client without a worker: each answer makes room for the next POST. */
final class BareProcess {
    static final int IN_FLIGHT = 256;

    private final NettySender sender;
    private final List<WebhookUrl> urls;
    private final SignedPosts posts = new SignedPosts();

    private BareProcess(NettySender sender, List<WebhookUrl> urls) {
        this.sender = sender;
        this.urls = urls;
    }

    public static void main(String... arguments) throws Exception {
        Leash.fasten();
        Endpoints endpoints =
                new Endpoints(new Behaviour.Prompt(), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        AddressPolicy policy = AddressPolicy.parse("127.0.0.0/8", List.of());
        HttpLimits limits = HttpLimits.read(new Environment(Map.of()));
        try (NettySender sender = new NettySender(limits, policy, Egress.DIRECT)) {
            BareProcess bare = new BareProcess(sender, urls(endpoints, Integer.parseInt(arguments[0])));
            bare.post(Long.parseLong(arguments[3]));
            Duration cpu = cpu();
            long begin = System.nanoTime();
            bare.post(Long.parseLong(arguments[4]));
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.println(
                    "bare seconds=" + seconds + " cpu=" + cpu().minus(cpu).toNanos() / 1e9);
        }
    }

    private static List<WebhookUrl> urls(Endpoints endpoints, int port) throws InvalidUrl {
        List<WebhookUrl> urls = new ArrayList<>();
        for (int number = 0; number < endpoints.count(); number++) {
            urls.add(WebhookUrl.parse(endpoints.url(number, port), true));
        }
        return urls;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Returns once each has its answer. */
    private void post(long number) throws InterruptedException {
        Batch batch = new Batch(number);
        for (long i = 0; i < Math.min(number, IN_FLIGHT); i++) {
            batch.next();
        }
        batch.answered.await();
    }

    private final class Batch {
        private final AtomicLong left;
        private final CountDownLatch answered;

        Batch(long number) {
            this.left = new AtomicLong(number);
            this.answered = new CountDownLatch(Math.toIntExact(number));
        }

        void next() {
            long turn = left.decrementAndGet();
            if (turn >= 0) {
                HttpPost post = posts.to(urls.get((int) (turn % urls.size())));
                sender.send(post, this::answered);
            }
        }

        private void answered(Answer answer) {
            if (answer instanceof Answer.Failed failed) {
                System.out.println("a POST failed: " + failed);
            }
            answered.countDown();
            next();
        }
    }
}
