package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One test's stay on the settings page: a site of its own, somebody who looks at the page, the pipeline behind it, and
 * an endpoint to send to.
 *
 * @param site its webhooks are seen, as the token is good for all
 */
record Visit(String site, RunningPipeline pipeline, Receiver receiver, Chromium browser) {
    private static final JsonMapper JSON = new JsonMapper();
    /** Nothing moves, and nothing that was said in passing is still there. */
    private static final String AT_REST = """
            const said = [...document.querySelectorAll('body > [role=status]')];
            return document.getAnimations().length === 0 && said.every(({ textContent }) => textContent === '');
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    Part page() {
        return Part.page(browser);
    }

    Keyboard keyboard() {
        return new Keyboard(browser);
    }

    /** Looks as on a screen of this width, in CSS pixels, in the light or the dark. */
    void looks(int width, boolean dark) {
        browser.width(width);
        browser.dark(dark);
    }

    /** Opens the page at a place of the site, such as {@code &webhook=new}, signed in. */
    void opens(String place) {
        goes(place);
        page().waits(() -> {
            if (page().visible("h1, h2").isEmpty()) {
                throw new AssertionError("nothing is shown yet");
            }
        });
        if (page().read().contains("Access token")) {
            signsIn();
        }
        page().seesNoMore("Loading…");
        page().seesNoMore("Access token");
    }

    /** Opens the page at a place of the site as whoever that is. */
    void goes(String place) {
        browser.driver().get(pipeline.page() + "/?site=" + site + place);
    }

    void signsIn() {
        page().field("Access token").type(pipeline.token());
        page().button("Sign in").click();
    }

    /** An address at the endpoint that is this visit's own. */
    String url(String path) {
        return receiver.url(at(path));
    }

    /** Lets the endpoint answer so there from now on. */
    void answers(String path, int status, String body) {
        receiver.answer(at(path), request -> new Receiver.Answer(status, body));
    }

    List<Receiver.Request> received(String path) {
        return receiver.requests(at(path));
    }

    /** Waits until so many requests have come in there in all, and gives the last. */
    Receiver.Request received(String path, int count) {
        await().atMost(PATIENCE).until(() -> received(path).size() >= count);
        return received(path).get(count - 1);
    }

    private String at(String path) {
        return "/" + site + path;
    }

    /** Makes a webhook without the page; its id. */
    String webhook(String path, String... events) throws Exception {
        return pipeline.createWebhook(site, url(path), events).path("id").textValue();
    }

    /** Where the API has something of the site. */
    String api(String path) {
        return "/v1/sites/" + site + path;
    }

    /** Lets something happen on the site: a product service writes it to Kafka. */
    void happens(String event, ObjectNode data) throws Exception {
        ObjectNode written = JSON.createObjectNode()
                .put("event", event)
                .put("timestamp", Instant.now().toString())
                .put("site_id", site);
        pipeline.produce(Topics.EVENTS, 0, null, written.set("data", data).toString());
    }

    /** A visitor writes a message. */
    void messageCreated(String text) throws Exception {
        ObjectNode message = JSON.createObjectNode()
                .put("conversation_id", "conv_xyz")
                .put("message_id", "msg_123")
                .put("sender_type", "visitor")
                .put("body", text);
        happens("message.created", message.putNull("visitor_email").putNull("visitor_name"));
    }

    /** Waits until the console has told all of these; all that it told is then done with. */
    void findsOnTheConsole(String... parts) {
        List<String> told = new ArrayList<>();
        page().waits(() -> {
            told.addAll(browser.console());
            assertThat(parts).allSatisfy(part -> assertThat(told).anyMatch(line -> line.contains(part)));
        });
    }

    /**
     * Keeps what is seen now as a picture for the documentation, where {@code -Dscreenshots=DIRECTORY} asks for them.
     *
     * @param top what the picture begins with
     */
    void screenshot(String name, Part top) throws IOException {
        String directory = System.getProperty("screenshots", "");
        if (!directory.isEmpty()) {
            top.toTop();
            page().waits(() -> assertThat(browser.<Boolean>run(AT_REST)).isTrue());
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".png"), browser.screenshot());
        }
    }
}
