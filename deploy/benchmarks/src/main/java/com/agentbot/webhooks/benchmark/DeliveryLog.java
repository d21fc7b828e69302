package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the delivery log takes to be written, when it has a backlog to catch up with, and how soon it answers when it holds
 * thirty days.
 *
 * @param attempts of the backlog
 * @param filled deliveries that it holds when it is read
 * @param calls of each kind that read it
 */
record DeliveryLog(long attempts, long filled, int calls) implements Scenario {
    private static final int WEBHOOKS = 1_000;
    private static final int SITES = 100;
    private static final double RETRIED = 0.1;
    private static final String TOKEN = "agt_for_the_benchmark_only";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofMillis(100);
    /** PostgreSQL alone is to write 30,000 attempts a second on one core. */
    private static final double POSTGRES_SECONDS = 3.3;

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String summary() {
        return attempts + " attempts waiting for the delivery log; then the log read with " + filled + " deliveries of "
                + LogFill.DAYS + " days and " + WEBHOOKS + " webhooks";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        Engines engines = Engines.start(launcher);
        Map<String, String> settings = settings(engines);
        List<Figure> figures = new ArrayList<>();
        try (AttemptProducer producer = new AttemptProducer(engines.kafka())) {
            // The first start makes the schema and the day's partitions.
            producer.write(attempts / 10, 0);
            RunningService first = start(launcher, settings);
            awaitWritten(first, attempts / 10.0);
            first.process().close();
            figures.addAll(caughtUp(launcher, engines, settings, producer, 0, ""));
            figures.addAll(caughtUp(launcher, engines, settings, producer, RETRIED, ", 10 % retried"));
        }
        try (LogFill log = new LogFill(engines.database(), WEBHOOKS, SITES)) {
            Progress.say("log: " + filled + " deliveries are filled in");
            log.fill(filled);
            RunningService service = start(launcher, settings);
            service.awaitReady();
            String address = "http://127.0.0.1:" + settings.get("SETTINGS_PORT");
            figures.addAll(new LogReads(log, WEBHOOKS, calls, address, TOKEN).measure());
        }
        return figures;
    }

    private static Map<String, String> settings(Engines engines) throws IOException {
        Map<String, String> settings = new HashMap<>(engines.database());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", engines.kafka());
        settings.put("SECRET_KEYS", SecretCipher.newKey("benchmark"));
        settings.put("HOST", "127.0.0.1");
        settings.put("ADMIN_PORT", "0");
        settings.put("BOOTSTRAP_TOKEN", TOKEN);
        // One reader asks for many here.
        settings.put("REQUESTS_PER_MINUTE", "1000000");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("SETTINGS_PORT", Integer.toString(free.getLocalPort()));
        }
        return settings;
    }

    private static RunningService start(Launcher launcher, Map<String, String> settings)
            throws IOException, InterruptedException {
        return RunningService.in(RunningService.launch(launcher, ServiceName.SETTINGS, settings));
    }

    private static double written(RunningService service) {
        return service.metric("delivery_log_attempts_total");
    }

    private static void awaitWritten(RunningService service, double number) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (written(service) < number) {
            service.process().checkAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + written(service) + " of " + number + " attempts are logged");
            }
            Thread.sleep(LOOK);
        }
    }

    /** Measured from the first written batch on: what a start takes is no part of it. */
    private List<Figure> caughtUp(
            Launcher launcher,
            Engines engines,
            Map<String, String> settings,
            AttemptProducer producer,
            double retried,
            String name)
            throws Exception {
        Progress.say("log: " + attempts + " attempts" + name);
        producer.write(attempts, retried);
        RunningService service = start(launcher, settings);
        awaitWritten(service, attempts / 10.0);
        List<Child> processes = List.of(engines.process(), service.process());
        CpuTimes before = CpuTimes.now(processes, engines.postmaster());
        double first = written(service);
        long began = System.nanoTime();
        awaitWritten(service, (double) attempts);
        double seconds = (System.nanoTime() - began) / 1e9;
        long number = (long) (attempts - first);
        CpuTimes cpu = CpuTimes.now(processes, engines.postmaster()).since(before);
        service.process().close();
        double postgres = Cpu.per100k(cpu.seconds().getOrDefault(CpuTimes.POSTGRES, 0.0), number);
        double settling = Cpu.per100k(cpu.seconds().getOrDefault(ServiceName.SETTINGS.toString(), 0.0), number);
        return List.of(
                Figure.of("logged" + name, number / seconds, "1/s"),
                Figure.of(Cpu.figure(CpuTimes.POSTGRES) + name, postgres, Cpu.UNIT, Bar.goal(POSTGRES_SECONDS)),
                Figure.of(Cpu.figure(ServiceName.SETTINGS.toString()) + name, settling, Cpu.UNIT));
    }
}
