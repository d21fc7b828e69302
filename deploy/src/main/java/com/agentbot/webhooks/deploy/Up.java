package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.embedded.ClusterSetup;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue;
import com.agentbot.webhooks.servicekit.AdminServer;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain.Assembly;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.servicekit.WebServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole pipeline in one process: takes a data directory, starts Kafka and PostgreSQL in it, makes the topics,
 * starts the services, says where everything is, and stops it all in reverse order.
 */
public final class Up {
    private static final Logger LOG = LoggerFactory.getLogger(Up.class);
    static final String HOST = "127.0.0.1";
    private static final short REPLICAS = 1;

    private final UpOptions options;
    private final Map<String, String> variables;
    private final List<Assembly> assemblies;
    private final Progress progress;
    private final Running running = new Running();
    private final Service.Failures failures = new Service.Failures();

    Up(UpOptions options, Map<String, String> variables, List<Assembly> assemblies, Progress progress) {
        this.options = options;
        this.variables = variables;
        this.assemblies = assemblies;
        this.progress = progress;
    }

    /** Exit code 0 after a clean stop, 1 when a part has failed, 2 when a person can mend what is wrong. */
    public static void main(String... arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(UpOptions.HELP);
            return;
        }
        Ending ending = new Ending();
        try {
            Path home = Path.of(System.getProperty("webhooks.home", "."));
            UpOptions options = UpOptions.parse(arguments, System.getenv(), home.resolve("data"));
            Up up = new Up(options, System.getenv(), Pipeline.services(), new Progress(System.out));
            ending.stopOnSignal(up.running);
            up.start();
            up.failures.await();
            ending.exit(1);
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            ending.exit(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("It did not start", e);
            ending.exit(1);
        }
    }

    /** Returns once everything runs and has been told. */
    private void start() throws Exception {
        try {
            DataDirectory data = running.add(DataDirectory.take(options.data()));
            UpJson.remove(data.upJson());
            progress.step("Kafka and PostgreSQL in " + data.path());
            Engines engines = Engines.start(data, options.ports().kafka(), running);
            progress.step("topics");
            makeTopics(engines);
            progress.step("services");
            UpJson addresses = startServices(data, engines);
            running.add(() -> UpJson.remove(data.upJson()));
            addresses.write(data.upJson());
            progress.done(Welcome.text(addresses, data, kafkaTool()));
        } finally {
            running.startEnded();
        }
    }

    private void makeTopics(Engines engines) throws Exception {
        ClusterSetup.apply(
                Map.of("bootstrap.servers", engines.kafka().bootstrapServers()),
                TopicCatalogue.of(options.tiers(), TopicCatalogue.Sizing.DEFAULT),
                options.tiers(),
                REPLICAS);
    }

    private UpJson startServices(DataDirectory data, Engines engines) throws Exception {
        PrometheusMeterRegistry metrics = Metrics.forProcess();
        Environment environment = ServiceSettings.of(variables, options, data, engines);
        List<Service> services = new ArrayList<>();
        for (Assembly assembly : assemblies) {
            services.add(assembly.assemble(environment, metrics, failures));
        }
        environment.check();
        WebServer admin = AdminServer.of(HOST, options.ports().admin(), metrics, services);
        admin.start();
        running.add(admin::stop);
        new Fleet(services, failures).start(running);
        return new UpJson(
                address(port(services, "webhook-settings")),
                address(port(services, "event-ingest")),
                engines.kafka().bootstrapServers(),
                engines.postgres().jdbcUrl().substring("jdbc:".length()) + "?user="
                        + engines.postgres().user(),
                address(admin.port().orElseThrow()),
                data.token());
    }

    private static int port(List<Service> services, String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no service " + name))
                .port("http");
    }

    private static String address(int port) {
        return "http://" + HOST + ":" + port;
    }

    private static String kafkaTool() {
        return System.getProperty("webhooks.kafka-tool", "deploy/kafka");
    }
}
