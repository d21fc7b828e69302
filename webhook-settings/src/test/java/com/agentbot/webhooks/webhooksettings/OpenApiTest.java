package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.OpenApi;
import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The API's description: that it is one, and that it is of this service. */
class OpenApiTest {
    private final OpenApi api = ServedDocument.API;

    @Test
    void itIsOneByTheOfficialSchemaAndWhole() {
        assertThat(api.faults()).isEmpty();
    }

    @Test
    void whatIsWrongWithItWouldBeSeen() {
        ObjectNode broken = ApiDocument.together();
        broken.withObjectProperty("paths").withObjectProperty("/v1/nothing").put("get", 7);
        broken.withObjectProperty("components").withObjectProperty("schemas").putObject("ForNothing");
        broken.withObjectProperty("components")
                .withObjectProperty("headers")
                .putObject("ETag")
                .put("$ref", "#/components/headers/None");

        ObjectNode example = (ObjectNode) broken.at("/paths/~1v1~1sites~1{site}~1webhooks/post/responses/201")
                .path("content")
                .path("application/json")
                .path("example");
        example.put("secret", "whsec_ without an end");

        assertThat(new OpenApi(broken).faults())
                .anyMatch(fault -> fault.contains("/v1/nothing"))
                .anyMatch(fault -> fault.contains("whsec_ without an end"))
                .contains(
                        "/components/schemas/ForNothing is there for nothing",
                        "/components/headers/None leads nowhere");
    }

    @Test
    void itDescribesWhatTheServiceAnswersAndNothingElse() throws Exception {
        List<String> documented =
                api.operations().stream().map(Operation::toString).toList();
        try (RunningSettings settings = RunningSettings.start(Map.of())) {
            assertThat(settings.routes())
                    .filteredOn(route -> !route.equals("GET /") && !route.startsWith("GET /page/"))
                    .containsExactlyInAnyOrderElementsOf(documented);

            RunningSettings.Answer answer =
                    settings.send("GET", "/openapi.json", null, Map.of()).expect(200);
            assertThat(answer.json()).isEqualTo(ApiDocument.together());
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
        }
    }
}
