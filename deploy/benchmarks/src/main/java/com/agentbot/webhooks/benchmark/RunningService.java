package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A service in a process of its own.
 *
 * @param admin its admin port
 */
record RunningService(Child process, int admin, HttpClient http) {
    private static final int HEAP_MEGABYTES = 512;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(3);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Pattern ADMIN = Pattern.compile("admin port (\\d+)\\R");

    /** Starts its process; returns at once. */
    static Child launch(Launcher launcher, ServiceName name, Map<String, String> settings) throws IOException {
        return launch(launcher, name, settings, name == ServiceName.WORKER);
    }

    /** The same for one that the figures are about, which is the worker else. */
    static Child launchMeasured(Launcher launcher, ServiceName name, Map<String, String> settings) throws IOException {
        return launch(launcher, name, settings, true);
    }

    private static Child launch(Launcher launcher, ServiceName name, Map<String, String> settings, boolean measured)
            throws IOException {
        return launcher.start(
                new Launcher.Plan(name.toString(), ServiceProcess.class, measured, HEAP_MEGABYTES, settings),
                name.name());
    }

    /** The service in a process that was launched. Returns once it has its admin port; it may not be ready yet. */
    static RunningService in(Child process) throws InterruptedException {
        int admin = Integer.parseInt(process.awaitPrinted(ADMIN).group(1));
        return new RunningService(process, admin, HttpClient.newHttpClient());
    }

    void awaitReady() throws InterruptedException {
        await("ready", READY_PATIENCE, service -> service.get("/readyz").statusCode() == 200);
    }

    /**
     * Waits until it is so.
     *
     * @param what it is then, said when it does not come
     * @throws IllegalStateException when the service ends first or the time is over
     */
    void await(String what, Duration patience, Predicate<RunningService> condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.test(this)) {
            process.checkAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        process.name() + " is not " + what + " after " + patience.toSeconds() + " s");
            }
            Thread.sleep(PAUSE);
        }
    }

    /** The sum of a metric's values over all its labels; 0 when there is none of that name. */
    double metric(String name) {
        return metric(name, "");
    }

    /** The same over those that have this label, written {@code name="value"}. */
    double metric(String name, String label) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                .timeout(ANSWER_PATIENCE)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(process.name() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while asking " + process.name(), e);
        }
    }
}
