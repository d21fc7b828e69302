package com.agentbot.webhooks.eventingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.OpenApi;
import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.agentbot.webhooks.embedded.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge's description: that it is one, and that it is of this service. Each answer is held against it by {@link Edge}. */
class OpenApiTest {
    private static final OpenApi API = Edge.DOCUMENT;
    private static final Map<String, String> CLOSED =
            Map.of("INGEST_TOKENS", "a-token-for-the-edge", "INGEST_BODY_BYTES", "32KiB");

    @TempDir
    Path directory;

    @Test
    void itIsOneByTheOfficialSchemaAndWhole() {
        assertThat(API.faults()).isEmpty();
    }

    @Test
    void itDescribesWhatTheServiceAnswersAndNothingElse() throws Exception {
        Operation sending = API.operations().getFirst();
        Set<Integer> given = new TreeSet<>();
        try (Cluster cluster = Cluster.withTopics(directory);
                Edge edge = Edge.ready(cluster, CLOSED)) {
            assertThat(Routes.of(edge.service))
                    .containsExactlyInAnyOrderElementsOf(
                            API.operations().stream().map(Operation::toString).toList());
            assertThat(edge.get("/openapi.json").json()).isEqualTo(API.document());
            String[] token = {"Authorization", "Bearer a-token-for-the-edge"};
            for (JsonNode example : API.bodies(sending)) {
                assertThat(edge.post(example.toString(), token).status()).isEqualTo(202);
            }
            given.add(202);
            given.add(edge.post("{", token).status());
            given.add(edge.post("{}", token).status());
            given.add(edge.post("{}").status());
            given.add(edge.post(" ".repeat(40_000), token).status());
            given.add(edge.post("{}", "Content-Type", "text/plain", token[0], token[1])
                    .status());
        }
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Edge edge = Edge.started("127.0.0.1:" + silent.getLocalPort(), Map.of("INGEST_ACK_WAIT", "100ms"))) {
            given.add(edge.post(API.bodies(sending).getFirst().toString()).status());
        }
        // A sender that stalls is no HTTP client: EventIngestTest plays one on a socket of its own.
        given.add(408);
        assertThat(given).isEqualTo(sending.responses().keySet());
    }
}
