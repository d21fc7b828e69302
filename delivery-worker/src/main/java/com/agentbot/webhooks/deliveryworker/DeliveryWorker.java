package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.LocalAddresses;
import com.agentbot.webhooks.deliveryworker.http.NettySender;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import com.agentbot.webhooks.servicekit.StartFailure;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** Puts the worker together: the webhooks' settings, the sender, and one loop for each lane. */
public final class DeliveryWorker {
    private DeliveryWorker() {}

    public static void main(String[] args) {
        ServiceMain.run(DeliveryWorker::assemble);
    }

    /**
     * The worker, ready to be started.
     *
     * @throws StartFailure when a setting is wrong
     */
    public static Service assemble(Environment environment, PrometheusMeterRegistry registry, Service.Failures failures)
            throws StartFailure {
        WorkerSettings settings = WorkerSettings.from(environment, LocalAddresses.now());
        environment.check();
        KafkaClients kafka = new KafkaClients(settings);
        WebhookTable webhooks =
                new WebhookTable(settings.secretKeys(), settings.allowHttp(), settings.openedWebhooks());
        WebhookTableFeed feed = new WebhookTableFeed(kafka.tableConsumer(), webhooks, kafka.topicCheck());
        NettySender sender = new NettySender(settings.http(), settings.addresses(), settings.egress());
        WorkerMetrics metrics = new WorkerMetrics(registry, webhooks::size);
        Lanes lanes = new Lanes(settings, kafka, webhooks, feed, sender, metrics);
        Duration patience = settings.pace().patience().plusSeconds(5);
        return new Service(
                "delivery-worker",
                failures,
                List.of(
                        new SenderPart(sender),
                        new Loop("webhooks", failures, patience, feed),
                        new Loop("deliveries", failures, patience, lanes.fast()),
                        new Loop("slow-deliveries", failures, patience, lanes.slow())));
    }
}
