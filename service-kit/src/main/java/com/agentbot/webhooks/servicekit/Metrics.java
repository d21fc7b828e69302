package com.agentbot.webhooks.servicekit;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The metrics of a process, with those of the JVM already in it. */
public final class Metrics {
    private Metrics() {}

    /** A registry for the lifetime of the process. */
    public static PrometheusMeterRegistry forProcess() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bindGcForever(registry);
        return registry;
    }

    // It listens to the collector as long as the process lives, and the process is never without it.
    @SuppressWarnings("resource")
    private static void bindGcForever(PrometheusMeterRegistry registry) {
        new JvmGcMetrics().bindTo(registry);
    }
}
