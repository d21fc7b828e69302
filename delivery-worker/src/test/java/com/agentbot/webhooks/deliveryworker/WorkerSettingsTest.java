package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerSettingsTest {
    @Test
    void aWorkerWithoutKeysDoesNotStart() {
        Environment environment = new Environment(Map.of());

        assertThatThrownBy(() -> DeliveryWorker.assemble(environment, Metrics.forProcess(), new Service.Failures()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("SECRET_KEYS is not set");
    }

    @Test
    void aWorkerWithAWrongWayOutDoesNotStartAndNamesAllThatIsWrong() {
        Environment environment = new Environment(Map.of(
                "SECRET_KEYS",
                SecretCipher.newKey("any"),
                "HTTP_CA_FILE",
                "/nowhere/authorities.pem",
                "HTTP_EGRESS_PROXY",
                "proxy.internal:3128"));

        assertThatThrownBy(() -> DeliveryWorker.assemble(environment, Metrics.forProcess(), new Service.Failures()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("HTTP_CA_FILE=/nowhere/authorities.pem is wrong")
                .hasMessageContaining("HTTP_EGRESS_PROXY is wrong");
    }
}
