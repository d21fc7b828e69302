package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the one process comes back after a kill. */
class KilledPipelineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void afterAKillTheNextStartGoesOnAndNothingAcknowledgedIsLost(@TempDir Path directory) throws Exception {
        try (Receiver receiver = Receiver.start()) {
            Path data = directory.resolve("data");
            RunningPipeline first = RunningPipeline.start(data, "1s,2s,3s,4s");
            receiver.answer("/hook", request -> new Receiver.Answer(503, "not yet"));
            JsonNode webhook = first.createWebhook("site_abc", receiver.url("/hook"), "message.created");
            for (int i = 0; i < 50; i++) {
                first.produce(Topics.EVENTS, i % 12, null, event(i));
            }
            await().atMost(PATIENCE).until(() -> receiver.requests("/hook").size() > 5);

            first.kill();
            receiver.answer("/hook", request -> new Receiver.Answer(200, ""));
            try (RunningPipeline second = RunningPipeline.start(data, "1s,2s,3s,4s")) {
                String path =
                        "/v1/sites/site_abc/webhooks/" + webhook.path("id").textValue();
                assertThat(second.get(path).path("url").textValue()).isEqualTo(receiver.url("/hook"));
                await().atMost(PATIENCE)
                        .until(
                                () -> second
                                                .get(path + "/deliveries?limit=100")
                                                .path("deliveries")
                                                .findValuesAsText("status")
                                                .stream()
                                                .filter("delivered"::equals)
                                                .count()
                                        == 50);
            }
            assertThat(receiver.requests("/hook").stream()
                            .map(Receiver.Request::body)
                            .distinct())
                    .hasSize(50);
        }
    }

    private static String event(int n) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"site_abc\","
                + "\"data\":{\"n\":" + n + "}}";
    }
}
