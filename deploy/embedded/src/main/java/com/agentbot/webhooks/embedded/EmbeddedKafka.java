package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka cluster of one node, broker and controller, inside this JVM, on Kafka's own server classes. It listens on
 * 127.0.0.1 only and keeps all it has in one directory, also through a kill. Several can run at once, each on a
 * directory of its own.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** How long a stop waits for the controller to agree; a cluster of one has nobody to hand anything over to. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final BrokerServer broker;
    private final ControllerServer controller;
    private final Metrics metrics;
    private final int port;

    private EmbeddedKafka(BrokerServer broker, ControllerServer controller, Metrics metrics, int port) {
        this.broker = broker;
        this.controller = controller;
        this.metrics = metrics;
        this.port = port;
    }

    /**
     * Returns once clients are served. A directory that an earlier run has filled is gone on with, on whichever port.
     *
     * @param directory made when it is missing; of one running broker at a time
     * @param port for clients; 0 takes a free one
     * @throws StartFailure when the port is taken or the directory cannot be used
     */
    public static EmbeddedKafka start(Path directory, int port) throws Exception {
        Path data = usable(directory);
        // Bound before the broker is configured: so a free port stays ours, and a taken one is told at once.
        try (BoundSockets sockets = BoundSockets.bind(port)) {
            KafkaConfig config =
                    new KafkaConfig(NodeSettings.of(data, sockets.clientPort(), sockets.controllerPort()), false);
            formatOnce(data);
            EmbeddedKafka kafka = assemble(config, data, sockets);
            kafka.start();
            return kafka;
        }
    }

    private static Path usable(Path directory) throws StartFailure {
        Path data = directory.toAbsolutePath().normalize();
        if (data.toString().contains(",")) {
            throw new StartFailure("Kafka cannot keep its data in " + data + ": its path must hold no comma.");
        }
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new StartFailure("Kafka cannot keep its data in " + data + ": it cannot be made (" + e + ").", e);
        }
    }

    private static void formatOnce(Path data) throws Exception {
        // Written last by the formatter, so a format that was cut short is done again.
        if (Files.exists(data.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        new Formatter()
                .setPrintStream(NodeSettings.silence())
                .setNodeId(NodeSettings.NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(NodeSettings.CONTROLLER)
                .setIgnoreFormatted(true)
                .run();
    }

    // The same wiring as in Kafka's own KafkaRaftServer, which offers no way to hand it sockets.
    private static EmbeddedKafka assemble(KafkaConfig config, Path data, BoundSockets sockets) throws Exception {
        MetaPropertiesEnsemble properties = new MetaPropertiesEnsemble.Loader()
                .addLogDirs(List.of(data.toString()))
                .addMetadataLogDir(data.toString())
                .load();
        Metrics metrics = new Metrics();
        InetSocketAddress voter = new InetSocketAddress(InetAddress.getLoopbackAddress(), sockets.controllerPort());
        SharedServer shared = new SharedServer(
                config,
                properties,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(Map.of(NodeSettings.NODE, voter)),
                List.of(),
                new StandardFaultHandlerFactory(),
                sockets);
        BrokerServer broker = new BrokerServer(shared);
        ControllerServer controller = new ControllerServer(
                shared, KafkaRaftServer.configSchema(), new BootstrapDirectory(data.toString()).read());
        return new EmbeddedKafka(broker, controller, metrics, sockets.clientPort());
    }

    private void start() throws ExecutionException, InterruptedException {
        try {
            controller.startup();
            FormerRun.forget(controller.controller());
            broker.startup();
        } catch (RuntimeException | ExecutionException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Where clients find it: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops cleanly and keeps the data. A second call does nothing. */
    @Override
    public void close() {
        broker.shutdown(STOP_PATIENCE);
        controller.shutdown();
        metrics.close();
    }
}
