package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.deliveryworker.DeliveryWorker;
import com.agentbot.webhooks.eventingest.EventIngest;
import com.agentbot.webhooks.fanoutstream.FanoutStream;
import com.agentbot.webhooks.retryscheduler.RetryScheduler;
import com.agentbot.webhooks.servicekit.ServiceMain.Assembly;
import com.agentbot.webhooks.webhooksettings.WebhookSettings;
import java.util.List;

/** The services, in the order in which they are started: settings first, what takes events in last. */
final class Pipeline {
    private Pipeline() {}

    static List<Assembly> services() {
        return List.of(
                WebhookSettings::assemble,
                FanoutStream::assemble,
                DeliveryWorker::assemble,
                RetryScheduler::assemble,
                EventIngest::assemble);
    }
}
