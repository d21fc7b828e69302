package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final Service.Failures failures = new Service.Failures();
    private final PrometheusMeterRegistry metrics = Metrics.forProcess();
    private volatile String unready = "";
    private final Service service = new Service("example", failures, List.of(new Part() {
        @Override
        public String name() {
            return "consumer";
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public Optional<String> unready() {
            return unready.isEmpty() ? Optional.empty() : Optional.of(unready);
        }
    }));
    private final WebServer admin = AdminServer.of("127.0.0.1", 0, metrics, List.of(service));

    @BeforeEach
    void start() throws Exception {
        admin.start();
        service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        admin.stop();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return Http.get(admin.port().orElseThrow(), path);
    }

    @Test
    void metricsArePrometheusText() throws Exception {
        metrics.counter("example.things", "kind", "small").increment(3);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(response.body())
                .contains("example_things_total{kind=\"small\"} 3.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void healthIsLostWithAFailure() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);

        failures.report("consumer", new StartFailure("The topic is missing."));

        HttpResponse<String> response = get("/healthz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("failed\n");
    }

    @Test
    void readinessTellsWhatIsAmiss() throws Exception {
        assertThat(get("/readyz").body()).isEqualTo("ready\n");

        unready = "no broker";
        HttpResponse<String> response = get("/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("not ready\nexample/consumer: no broker\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);

        unready = "";
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        service.close();
        assertThat(get("/readyz").body()).contains("example: stopping");
    }
}
