package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Judges a URL before it is kept: by the rules that hold when it is saved and, where its host is a name, by what the name
 * leads to at present. That is advice for whoever types it: what counts is judged anew at each connection. Nothing is sent.
 * Safe for use by many threads.
 */
final class UrlCheck implements Part {
    private static final int WAITING = 64;

    private final Settings.UrlChecks settings;
    private final WebhookForm form;
    private final AddressPolicy policy;
    private final Names names;
    private final ExecutorService threads;

    /** Finds the addresses of a name. */
    interface Names {
        /** Takes as long as it takes. */
        List<InetAddress> lookUp(String name) throws UnknownHostException;
    }

    /** What is to be said of a URL. */
    sealed interface Finding {
        /** It can be saved, as it stands here. */
        record Good(String url) implements Finding {}

        /**
         * It cannot be saved, or nothing could be delivered to it.
         *
         * @param detail for the customer
         */
        record Refused(String detail) implements Finding {}

        /**
         * It can be saved, but something about it may be wrong.
         *
         * @param detail for the customer
         */
        record Doubtful(String url, String detail) implements Finding {}
    }

    UrlCheck(Settings.UrlChecks settings, WebhookForm form, AddressPolicy policy, Names names) {
        this.settings = settings;
        this.form = form;
        this.policy = policy;
        this.names = names;
        // A lookup cannot be interrupted: beyond these threads and this queue there is none.
        this.threads = new ThreadPoolExecutor(
                settings.lookups(),
                settings.lookups(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("url-check-", 0).factory());
    }

    @Override
    public String name() {
        return "url-check";
    }

    @Override
    public void start() {}

    Finding judge(String text) throws InterruptedException {
        try {
            WebhookUrl url = form.url(text);
            return url.address().isPresent() ? new Finding.Good(url.text()) : judgeName(url);
        } catch (Problem e) {
            return new Finding.Refused(e.detail());
        }
    }

    private Finding judgeName(WebhookUrl url) throws InterruptedException {
        String name = url.host();
        try {
            List<InetAddress> addresses = lookUp(name).get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
            return switch (policy.judge(addresses)) {
                case AddressPolicy.Verdict.Allowed() -> new Finding.Good(url.text());
                case AddressPolicy.Verdict.Refused(String reason) ->
                    new Finding.Refused("Webhooks cannot be sent there: " + reason + ".");
            };
        } catch (ExecutionException e) {
            return new Finding.Doubtful(
                    url.text(), "The name '" + name + "' leads nowhere at present. Check it for a slip of the pen.");
        } catch (TimeoutException | RejectedExecutionException e) {
            return new Finding.Doubtful(
                    url.text(), "Where the name '" + name + "' leads cannot be found out at present.");
        }
    }

    private Future<List<InetAddress>> lookUp(String name) {
        return threads.submit(() -> names.lookUp(name));
    }

    @Override
    public void stop() {
        threads.shutdownNow();
    }
}
