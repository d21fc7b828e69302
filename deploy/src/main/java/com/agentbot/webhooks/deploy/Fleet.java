package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All services of the process: started side by side, and waited for until each can do its work. */
final class Fleet {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<Service> services;
    private final Service.Failures failures;

    Fleet(List<Service> services, Service.Failures failures) {
        this.services = services;
        this.failures = failures;
    }

    /**
     * Returns once every service is ready. Those that have started are noted in {@code running}, so that they are
     * stopped in the reverse of their order here.
     *
     * @throws StartFailure when a setting is wrong or a service does not become ready
     */
    void start(Running running) throws Exception {
        List<Launch<Service>> launches = services.stream()
                .map(service -> Launch.begin(service.name(), () -> started(service)))
                .toList();
        Launch.settle(launches);
        for (Launch<Service> launch : launches) {
            running.add(launch.await());
        }
        awaitReady();
    }

    private static Service started(Service service) throws Exception {
        service.start();
        return service;
    }

    private void awaitReady() throws InterruptedException, StartFailure {
        long giveUpAt = System.nanoTime() + READY_PATIENCE.toNanos();
        Map<String, String> unready = unready();
        while (!unready.isEmpty()) {
            if (failures.first() instanceof StartFailure failure) {
                throw failure;
            }
            if (failures.first() != null || System.nanoTime() > giveUpAt) {
                throw new StartFailure("Not ready: " + unready);
            }
            Thread.sleep(PAUSE);
            unready = unready();
        }
    }

    private Map<String, String> unready() {
        Map<String, String> reasons = new TreeMap<>();
        services.forEach(service -> reasons.putAll(service.unready()));
        return reasons;
    }
}
