package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against everything that runs. */
class CommandLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOSTILE = "\u001b]0;title\u0007\u001b[31mred\u009b2J\rgone\u202e";

    @TempDir
    private static Path home;

    private static RunningPipeline pipeline;
    private static Receiver receiver;

    @BeforeAll
    static void start() throws Exception {
        pipeline = RunningPipeline.start(home.resolve("data"), "1s,2s,3s,4s");
        receiver = Receiver.start();
    }

    @AfterAll
    static void stop() throws Exception {
        receiver.close();
        pipeline.close();
    }

    private static CommandLineRun run(String site, String... arguments) throws Exception {
        return CommandLineRun.of(home, Map.of("WEBHOOKS_SITE", site), arguments);
    }

    private static CommandLineRun good(String site, String... arguments) throws Exception {
        CommandLineRun run = run(site, arguments);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run;
    }

    private static String event(String site, int number) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"conversation_id\":\"conv_" + number + "\",\"message_id\":\"msg_" + number
                + "\",\"sender_type\":\"visitor\",\"body\":\"Olá\",\"visitor_email\":null,\"visitor_name\":null}}";
    }

    @Test
    void aWebhookIsMadeChangedSwitchedRotatedAndDeleted() throws Exception {
        String site = "site_cli";
        JsonNode made = good(site, "create", receiver.url("/life"), "--event", "message.created", "--json")
                .json();
        String id = made.path("id").textValue();
        assertThat(made.path("secret").textValue()).startsWith("whsec_");

        assertThat(good(site, "list").out()).contains(id, receiver.url("/life"), "message.created");
        assertThat(good(site, "edit", id, "--description", "For the CRM", "--per-second", "5", "--json")
                        .json()
                        .path("limits")
                        .path("per_second")
                        .intValue())
                .isEqualTo(5);
        assertThat(good(site, "show", id).out()).contains("For the CRM").doesNotContain("whsec_");
        assertThat(good(site, "test", id, "message.created").out()).contains("delivered", ": 200 in ");
        assertThat(good(site, "disable", id, "--json").json().path("enabled").booleanValue())
                .isFalse();
        assertThat(good(site, "enable", id, "--missed", "skip").out()).contains("on");
        assertThat(good(site, "rotate", id, "--json").json().path("secret").textValue())
                .startsWith("whsec_")
                .isNotEqualTo(made.path("secret").textValue());
        good(site, "finish", id);

        CommandLineRun unasked = run(site, "delete", id);
        assertThat(unasked.exitCode()).isEqualTo(1);
        assertThat(unasked.err()).contains("Delete webhook " + id, "Nothing is deleted");
        good(site, "delete", id, "--yes");
        CommandLineRun gone = run(site, "show", id);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("This site has no such webhook.");
    }

    @Test
    void theExitCodeSaysWhoIsAtFault() throws Exception {
        CommandLineRun refused = run("site_no", "create", "gopher://x", "--event", "message.created");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("(field: url)");
        assertThat(refused.out()).isEmpty();

        assertThat(run("site_no", "create").exitCode()).isEqualTo(2);
        assertThat(run("site_no", "replay", "wh_x", "--since", "yesterday", "--which", "all")
                        .exitCode())
                .isEqualTo(2);

        CommandLineRun away = run("site_no", "list", "--url", "http://127.0.0.1:1", "--token", "x".repeat(20));
        assertThat(away.exitCode()).isEqualTo(3);
        assertThat(away.err()).contains("http://127.0.0.1:1");
    }

    @Test
    void aTokenIsMadeUsedForItsOwnSiteAndRevoked() throws Exception {
        JsonNode token = good("site_tokens", "tokens", "create", "reporting", "--scope", "read", "--json")
                .json();
        Map<String, String> reporting =
                Map.of("WEBHOOKS_TOKEN", token.path("token").textValue());

        // Whose site it is need not be said.
        assertThat(CommandLineRun.of(home, reporting, "list").exitCode()).isZero();
        CommandLineRun change =
                CommandLineRun.of(home, reporting, "create", receiver.url("/no"), "--event", "message.created");
        assertThat(change.exitCode()).isEqualTo(1);
        assertThat(change.err()).contains("This token may only read.");
        assertThat(good("site_tokens", "tokens").out())
                .contains("reporting")
                .doesNotContain(token.path("token").textValue());
        good("site_tokens", "tokens", "revoke", token.path("id").textValue());
        assertThat(CommandLineRun.of(home, reporting, "list").exitCode()).isEqualTo(1);
    }

    @Test
    void whatAnEndpointAnswersCannotDriveTheTerminal() throws Exception {
        String site = "site_hostile";
        receiver.answer("/hostile", request -> new Receiver.Answer(400, HOSTILE));
        String id = pipeline.createWebhook(site, receiver.url("/hostile"), "message.created")
                .path("id")
                .textValue();

        CommandLineRun test = run(site, "test", id, "message.created");

        assertThat(test.exitCode()).isEqualTo(1);
        String delivery = good(site, "deliveries", id, "--json")
                .json()
                .path("deliveries")
                .path(0)
                .path("id")
                .textValue();
        List<String> shown = List.of(
                test.out(),
                good(site, "delivery", delivery).out(),
                good(site, "delivery", delivery, "--json").out());
        assertThat(shown)
                .allSatisfy(text -> assertThat(text)
                        .contains("title")
                        .doesNotContain("\u001b", "\u009b", "\u0007", "\r", "\u202e"));
    }

    @Test
    void followShowsEachDeliveryOnceWhileTheyComeIn() throws Exception {
        String site = "site_follow";
        String id = pipeline.createWebhook(site, receiver.url("/follow"), "message.created")
                .path("id")
                .textValue();
        pipeline.ingest(event(site, 0), "before");
        await().atMost(PATIENCE).until(() -> receiver.requests("/follow").size() == 1);
        try (CommandLineRun follow = CommandLineRun.begin(
                home, Map.of("WEBHOOKS_SITE", site), "deliveries", id, "--follow", "--since", "1h", "--json")) {
            Set<String> sent = new HashSet<>(deliveries("/follow"));
            for (int batch = 0; batch < 6; batch++) {
                List<String> events = new ArrayList<>();
                for (int i = 0; i < 75; i++) {
                    events.add(event(site, 1_000 * batch + i));
                }
                pipeline.ingest("[" + String.join(",", events) + "]", "batch-" + batch);
            }
            await().atMost(PATIENCE).until(() -> receiver.requests("/follow").size() >= 451);
            sent.addAll(deliveries("/follow"));
            await().atMost(PATIENCE).until(() -> follow.jsonLines().size() >= sent.size());

            assertThat(follow.interrupt()).as(follow.err()).isZero();
            assertThat(follow.jsonLines().stream().map(line -> line.path("id").textValue()))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    private static List<String> deliveries(String path) {
        return receiver.requests(path).stream()
                .map(Receiver.Request::deliveryId)
                .toList();
    }

    @Test
    void listenForwardsEachNewDeliveryOnceAsItWasSentAndGoesOnAfterErrors() throws Exception {
        String site = "site_listen";
        JsonNode webhook = pipeline.createWebhook(site, receiver.url("/listened"), "message.created");
        String id = webhook.path("id").textValue();
        receiver.answer(
                "/local",
                request -> new Receiver.Answer(receiver.requests("/local").size() == 2 ? 500 : 200, HOSTILE));
        try (CommandLineRun listen = CommandLineRun.begin(
                home, Map.of("WEBHOOKS_SITE", site), "listen", id, "--to", receiver.url("/local"), "--json")) {
            await().atMost(PATIENCE).until(() -> listen.err().contains("Forwarding"));
            for (int i = 0; i < 20; i++) {
                pipeline.ingest(event(site, i), "listen-" + i);
            }
            await().atMost(PATIENCE).until(() -> listen.jsonLines().size() >= 20);

            assertThat(listen.interrupt()).as(listen.err()).isZero();
            assertThat(listen.jsonLines().stream()
                            .map(line -> line.path("status_code").intValue()))
                    .containsOnlyOnce(500)
                    .hasSize(20);
        }
        assertThat(deliveries("/local"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Set.copyOf(deliveries("/listened")));
        for (Receiver.Request forwarded : receiver.requests("/local")) {
            Receiver.Request sent = receiver.requests("/listened").stream()
                    .filter(each -> each.deliveryId().equals(forwarded.deliveryId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(forwarded.body()).isEqualTo(sent.body());
            for (String name : List.of(
                    "content-type", "x-agentbot-event", "x-agentbot-signature", "webhook-signature", "user-agent")) {
                assertThat(forwarded.header(name)).as(name).isEqualTo(sent.header(name));
            }
        }
        CustomersVerification.assumeNode();
        assertThat(CustomersVerification.verify(
                        receiver.requests("/local").getFirst(),
                        webhook.path("secret").textValue()))
                .isEqualTo("verified");
    }

    @Test
    void aReplayIsWatchedToItsEnd() throws Exception {
        String site = "site_replay";
        receiver.answer("/replayed", request -> new Receiver.Answer(200, "ok"));
        String id = pipeline.createWebhook(site, receiver.url("/replayed"), "message.created")
                .path("id")
                .textValue();
        pipeline.ingest(event(site, 1), "replayed-1");
        await().atMost(PATIENCE)
                .until(() -> good(site, "deliveries", id, "--status", "delivered", "--json")
                                .json()
                                .path("deliveries")
                                .size()
                        == 1);

        JsonNode replay = good(site, "replay", id, "--since", "1h", "--which", "all", "--json")
                .json();

        assertThat(replay.path("state").textValue()).isEqualTo("done");
        await().atMost(PATIENCE).until(() -> receiver.requests("/replayed").size() == 2);
        assertThat(good(site, "replays").out()).contains(replay.path("id").textValue(), "done");
        assertThat(good(site, "dead-letters").out()).startsWith("ID");
        assertThat(good(site, "event-types").out()).contains("ticket.updated");
    }
}
