package com.agentbot.webhooks.retryscheduler;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import com.agentbot.webhooks.servicekit.StartFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;

/** The process that turns waiting retries into due deliveries. */
public final class RetryScheduler {
    private RetryScheduler() {}

    public static void main(String[] args) {
        ServiceMain.run(RetryScheduler::assemble);
    }

    /**
     * Puts the service together.
     *
     * @throws StartFailure when a setting is wrong
     */
    public static Service assemble(Environment environment, PrometheusMeterRegistry metrics, Service.Failures failures)
            throws StartFailure {
        return assemble(environment, metrics, failures, InstantSource.system());
    }

    /** The same, by another clock than the system's. */
    static Service assemble(
            Environment environment, MeterRegistry metrics, Service.Failures failures, InstantSource clock)
            throws StartFailure {
        SchedulerSettings settings = SchedulerSettings.from(environment);
        RetryLoop retries = new RetryLoop(settings, clock, metrics);
        Loop loop = new Loop("retries", failures, settings.stopTimeout(), retries);
        return new Service("retry-scheduler", failures, List.of(loop));
    }
}
