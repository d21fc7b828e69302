package com.agentbot.webhooks.servicekit;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one service as a process of its own: reads the settings, starts the service and the admin port, and ends on
 * SIGTERM (exit code 0 after a clean stop) or when a part has failed (exit code 1). What a person can mend is told in
 * a sentence, without a stack trace (exit code 2).
 */
public final class ServiceMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    /** Puts a service together from its settings, without starting it. */
    public interface Assembly {
        /**
         * Puts the service together.
         *
         * @throws StartFailure when a setting is wrong
         */
        Service assemble(Environment environment, PrometheusMeterRegistry metrics, Service.Failures failures)
                throws StartFailure;
    }

    private ServiceMain() {}

    /** Never returns before the service has ended; the caller's {@code main} does nothing after it. */
    public static void run(Assembly assembly) {
        AtomicInteger exitCode = new AtomicInteger();
        try {
            runUntilFailure(assembly, exitCode);
            exit(exitCode, 1);
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            exit(exitCode, 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("The service did not start", e);
            exit(exitCode, 1);
        }
    }

    /** Returns once a part has failed, which has been logged then. */
    private static void runUntilFailure(Assembly assembly, AtomicInteger exitCode) throws Exception {
        Service.Failures failures = new Service.Failures();
        Environment environment = new Environment(System.getenv());
        PrometheusMeterRegistry metrics = Metrics.forProcess();
        String host = environment.text("HOST", "0.0.0.0", "The address that the service's ports listen on.");
        int adminPort = environment.port("ADMIN_PORT", 9100, "Port of /metrics, /healthz and /readyz.");
        Service service = assembly.assemble(environment, metrics, failures);
        environment.check();
        WebServer admin = AdminServer.of(host, adminPort, metrics, List.of(service));
        // The admin port goes first, so that a slow start can be watched, and last, so that a slow stop can be.
        admin.start();
        LOG.info("admin port {}", admin.port().orElse(adminPort));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(service, admin, exitCode)));
        service.start();
        failures.await();
    }

    private static void stop(Service service, WebServer admin, AtomicInteger exitCode) {
        try {
            service.close();
            admin.stop();
        } finally {
            // A signal that was obeyed is a success; without this the code would be 128 and the signal's number.
            Runtime.getRuntime().halt(exitCode.get());
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // it is the main of each service, kept in one place
    private static void exit(AtomicInteger exitCode, int code) {
        exitCode.set(code);
        System.exit(code);
    }
}
