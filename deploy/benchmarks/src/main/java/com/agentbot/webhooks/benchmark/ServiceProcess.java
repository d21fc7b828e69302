package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.deliveryworker.DeliveryWorker;
import com.agentbot.webhooks.eventingest.EventIngest;
import com.agentbot.webhooks.fanoutstream.FanoutStream;
import com.agentbot.webhooks.retryscheduler.RetryScheduler;
import com.agentbot.webhooks.webhooksettings.WebhookSettings;

/** One service by its own main, on a leash. */
final class ServiceProcess {
    private ServiceProcess() {}

    public static void main(String... arguments) {
        Leash.fasten();
        switch (ServiceName.valueOf(arguments[0])) {
            case SETTINGS -> WebhookSettings.main(new String[0]);
            case FANOUT -> FanoutStream.main(new String[0]);
            case WORKER -> DeliveryWorker.main(new String[0]);
            case SCHEDULER -> RetryScheduler.main(new String[0]);
            case INGEST -> EventIngest.main(new String[0]);
        }
    }
}
