package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole system, fresh for one scenario, and the hands that drive it. */
final class Stage implements AutoCloseable {
    /** Events are written to Kafka, so that ingest would stand idle. */
    private static final List<ServiceName> SERVICES =
            List.of(ServiceName.SETTINGS, ServiceName.FANOUT, ServiceName.WORKER, ServiceName.SCHEDULER);

    private static final Duration CATCH_UP_PATIENCE = Duration.ofMinutes(5);
    private static final Duration KNOWN_PATIENCE = Duration.ofMinutes(3);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);

    private final Launcher launcher;
    private final Engines engines;
    private final RunningReceiver receiver;
    private final Map<String, String> settings;
    private final Map<ServiceName, RunningService> services = new EnumMap<>(ServiceName.class);
    private final WebhookTopic webhooks;
    private final EventProducer events;

    private Stage(Launcher launcher, Engines engines, RunningReceiver receiver, Map<String, String> changes) {
        String key = SecretCipher.newKey("benchmark");
        this.launcher = launcher;
        this.engines = engines;
        this.receiver = receiver;
        this.settings = settings(launcher.directory(), engines, key);
        this.settings.putAll(changes);
        this.webhooks = new WebhookTopic(engines.kafka(), SecretCipher.parse(key), receiver.port());
        this.events = new EventProducer(engines.kafka());
    }

    /**
     * Returns once every service is ready.
     *
     * @param changes settings of the services that differ from their defaults
     */
    static Stage open(Launcher launcher, Map<String, String> changes) throws IOException, InterruptedException {
        Stage stage = new Stage(launcher, Engines.start(launcher), RunningReceiver.start(launcher), changes);
        // Side by side: each of them waits more than it works.
        List<Child> launched = new ArrayList<>();
        for (ServiceName name : SERVICES) {
            launched.add(RunningService.launch(launcher, name, stage.settings));
        }
        for (int i = 0; i < launched.size(); i++) {
            stage.services.put(SERVICES.get(i), RunningService.in(launched.get(i)));
        }
        for (RunningService service : stage.services.values()) {
            service.awaitReady();
        }
        return stage;
    }

    private static Map<String, String> settings(Path directory, Engines engines, String key) {
        Map<String, String> settings = new HashMap<>(engines.database());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", engines.kafka());
        settings.put("SECRET_KEYS", key);
        settings.put("HOST", "127.0.0.1");
        settings.put("ADMIN_PORT", "0");
        settings.put("SETTINGS_PORT", "0");
        settings.put("BOOTSTRAP_TOKEN", "agt_for_the_benchmark_only");
        settings.put("FANOUT_STATE_DIR", directory.resolve("fanout").toString());
        settings.put("WORKER_TRANSACTIONAL_ID", "delivery-worker-benchmark");
        settings.put("ALLOW_HTTP", "true");
        settings.put("ALLOWED_ADDRESSES", "127.0.0.0/8");
        return settings;
    }

    /** Where Kafka's clients find it. */
    String kafka() {
        return engines.kafka();
    }

    WebhookTopic webhooks() {
        return webhooks;
    }

    EventProducer events() {
        return events;
    }

    ReceiverClient receiver() {
        return receiver.client();
    }

    RunningService worker() {
        return service(ServiceName.WORKER);
    }

    private RunningService service(ServiceName name) {
        RunningService service = services.get(name);
        if (service == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return service;
    }

    /** Starts the worker again after it was killed; it may not be ready yet. */
    void startWorkerAgain() throws IOException, InterruptedException {
        Child process = RunningService.launch(launcher, ServiceName.WORKER, settings);
        services.put(ServiceName.WORKER, RunningService.in(process));
    }

    /**
     * Returns once fan-out and worker know all webhooks that were published; counts begin from 0. Settings are read in the
     * order in which they are written, so that who knows the last webhook knows all before it.
     */
    void awaitKnown() throws InterruptedException {
        Behaviour probed = new Behaviour.Slow(Duration.ZERO);
        Site last = webhooks.publish(new Endpoints(probed, 1, 1)).getFirst();
        receiver().reset();
        long end = System.nanoTime() + KNOWN_PATIENCE.toNanos();
        while (receiver().counts().of(probed).delivered() == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no event has come through for " + KNOWN_PATIENCE.toSeconds() + " s");
            }
            events.send(last, WallClock.micros());
            Counts unused = receiver().awaitAtMost(counts -> counts.of(probed).delivered() > 0, PROBE_EVERY);
        }
        awaitWorkerIdle();
        receiver().reset();
    }

    /** Waits until every POST that was to be made has its answer. */
    void awaitWorkerIdle() throws InterruptedException {
        worker().await(
                        "done with its work",
                        CATCH_UP_PATIENCE,
                        worker -> worker.metric("webhooks_in_flight") + worker.metric("webhooks_queued") == 0);
    }

    /** Waits until the delivery log holds so many attempts. */
    void awaitLogged(long attempts) throws InterruptedException {
        service(ServiceName.SETTINGS)
                .await(
                        "done with its log",
                        CATCH_UP_PATIENCE,
                        log -> log.metric("delivery_log_attempts_total") >= attempts);
    }

    /** Of every process, up to now. */
    CpuTimes cpu() {
        List<Child> children = new ArrayList<>(List.of(engines.process(), receiver.process()));
        services.values().forEach(service -> children.add(service.process()));
        return CpuTimes.now(children, engines.postmaster());
    }

    /**
     * To be asked before figures are believed.
     *
     * @throws IllegalStateException when a service has ended by itself
     */
    void checkAlive() {
        services.values().forEach(service -> service.process().checkAlive());
    }

    /** The processes are their launcher's to end. */
    @Override
    public void close() {
        events.close();
    }
}
