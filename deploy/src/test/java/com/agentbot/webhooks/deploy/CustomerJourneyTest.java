package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.Receiver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A customer and the settings page, from the first webhook to its end; each step is also seen at the endpoint. */
@InChromium
class CustomerJourneyTest {
    /** Of the screen, in CSS pixels: all that the page makes use of, and pictures of it stay small. */
    private static final int WIDTH = 1024;

    private Visit visit;
    private Part page;
    private String webhook = "";
    private String secret = "";
    private String newSecret = "";
    /** How many requests the endpoint has had. */
    private int received;

    @BeforeEach
    void arrives(Visit visit) {
        this.visit = visit;
        page = visit.page();
        visit.looks(WIDTH, false);
    }

    @Test
    void aCustomersWayFromTheFirstWebhookToItsEnd() throws Exception {
        signsInWithTheToken();
        seesThatThereIsNothingYet();
        isToldWhatIsWrongWithAUrl();
        createsAWebhookAndCopiesItsSecret();
        sendsATestEvent();
        seesAnEventOfTheProductComeInByItself();
        watchesAFailingEndpointBeTriedAgainUntilTheDeadLetter();
        redrivesTheDeadLetter();
        sendsADeliveryOnceMoreByHand();
        narrowsTheListDown();
        editsTheWebhook();
        switchesItOffAndWhatHappensIsHeld();
        switchesItOnAndHasTheMissedSent();
        rotatesTheSecret();
        finishesTheRotation();
        replaysAllAndSeesTheProgress();
        findsItAmongOthersOnANarrowScreenInTheDark();
        givesAColleagueATokenAndTakesItBack();
        deletesItKnowingWhatIsLost();
        signsOut();
    }

    private void signsInWithTheToken() {
        visit.browser().forgetCookies();
        visit.goes("");
        page.heading("Sign in").isThere();
        page.field("Access token").type("no token at all");
        page.button("Sign in").click();
        page.sees("This token is not valid.");
        visit.signsIn();
    }

    private void seesThatThereIsNothingYet() {
        page.sees("No webhooks yet");
        page.link("New webhook").click();
        page.heading("New webhook").isFocused();
    }

    private void isToldWhatIsWrongWithAUrl() throws Exception {
        page.box("message.created").click();
        page.box("ticket.created").click();
        page.field("Description").type("Our CRM");
        page.field("Destination URL").type("crm.example.com");
        page.button("Create webhook").click();
        page.sees("This is no complete URL.");
        page.field("Destination URL").isFocused();

        page.field("Destination URL").type("http://10.0.0.1/agentbot");
        page.sees("not on the public internet");
        page.button("Create webhook").click();
        page.sees("not on the public internet");
        page.field("Destination URL").isFocused();
        visit.screenshot("new-webhook", page);
    }

    private void createsAWebhookAndCopiesItsSecret() throws Exception {
        page.field("Destination URL").type(visit.url("/crm"));
        page.sees("Events can be sent here.");
        page.button("Create webhook").click();
        page.heading("Your webhook is live").isThere();
        secret = copiedSecret();
        page.heading(visit.url("/crm")).isThere();
        page.sees("Our CRM", "Nothing has been sent yet");
        webhook = visit.browser().driver().getCurrentUrl().replaceFirst(".*webhook=(wh_[^&]*).*", "$1");
    }

    private String copiedSecret() {
        page.button("Copy").click();
        page.sees("Copied");
        String copied = visit.browser().clipboard();
        assertThat(copied).startsWith("whsec_");
        page.sees(copied);
        page.button("I have stored the secret").click();
        page.seesNoMore(copied);
        return copied;
    }

    private void sendsATestEvent() throws Exception {
        Part test = page.region("Send a test event");
        test.field("Event").choose("ticket.created");
        test.button("Send test event").click();
        test.sees("Answered 200", "Attempt 1");
        recent("ticket.created").sees("Delivered", "200", "1 attempt");
        assertSigned(receives(1), secret);
    }

    private void seesAnEventOfTheProductComeInByItself() throws Exception {
        visit.messageCreated("What is your pricing?");
        recent("message.created").sees("Delivered", "200", "1 attempt");
        Receiver.Request request = receives(1);
        assertThat(request.body()).contains("What is your pricing?");
        assertSigned(request, secret);
        visit.screenshot("webhook", page.region("Recent deliveries"));
        recent("ticket.created").unfold();
        recent("ticket.created").sees("test event", "Request body");
    }

    private void watchesAFailingEndpointBeTriedAgainUntilTheDeadLetter() throws Exception {
        visit.answers("/crm", 503, "{\"error\":\"the database is locked\"}");
        visit.messageCreated("Is anybody there?");
        page.button("Show 1 new delivery").click();
        Part delivery = recent("message.created");
        delivery.unfold();
        delivery.sees("Attempt 1", "503", "the database is locked");
        delivery.seesLike("Next attempt in \\d+ s");
        delivery.sees("Attempt 4", "Pending");
        visit.screenshot("delivery", delivery);
        delivery.sees("Attempt 5", "Failed", "5 attempts");
        assertThat(receives(5).deliveryId())
                .isEqualTo(visit.received("/crm").get(received - 5).deliveryId());
    }

    private void redrivesTheDeadLetter() throws Exception {
        String failed = visit.received("/crm").getLast().deliveryId();
        visit.answers("/crm", 200, "thanks");
        page.link("dead letters").click();
        page.sees("1 dead letter fits");
        page.row("message.created").sees("503", "5 attempts");
        page.box("Select all shown").click();
        visit.screenshot("dead-letters", page);
        page.button("Redrive selected (1)").click();
        page.sees("keeps its delivery id");
        page.button("Redrive 1").click();
        page.sees("1 of 1 sent", "No dead letter fits");
        assertThat(receives(1).deliveryId()).isEqualTo(failed);
    }

    private void sendsADeliveryOnceMoreByHand() {
        comesBack();
        Part delivery = recent("message.created");
        delivery.unfold();
        delivery.button("Resend").click();
        delivery.sees("Sent: see the last attempt.", "sent by hand");
        assertThat(receives(1).deliveryId())
                .isEqualTo(visit.received("/crm").get(received - 2).deliveryId());
    }

    private void narrowsTheListDown() {
        comesBack();
        Part deliveries = page.region("Recent deliveries");
        deliveries.field("Event").choose("ticket.created");
        recent("message.created").isGone();
        recent("ticket.created").sees("Delivered");
        deliveries.field("Outcome").choose("Failed");
        page.sees("No delivery matches");
        page.link("Show all").click();
        deliveries.field("Status code").choose("5xx");
        page.sees("No delivery matches");
        deliveries.field("Status code").choose("2xx");
        recent("message.created").sees("Delivered");
    }

    private void editsTheWebhook() {
        page.link("Edit").click();
        page.heading("Edit webhook").isFocused();
        page.field("Destination URL").holds(visit.url("/crm"));
        page.field("Description").type("Our CRM, new conversations too");
        page.box("conversation.created").click();
        page.button("Save changes").click();
        page.sees("Changes saved.", "Our CRM, new conversations too", "conversation.created");
    }

    private void switchesItOffAndWhatHappensIsHeld() throws Exception {
        page.toggle("Enabled").isOn(true);
        page.toggle("Enabled").click();
        page.toggle("Enabled").isOn(false);
        page.sees("Off: nothing is sent, and nothing is lost");
        visit.messageCreated("You are away?");
        recent("Held").sees("message.created", "not sent");
        assertThat(visit.received("/crm")).hasSize(received);
    }

    private void switchesItOnAndHasTheMissedSent() {
        page.toggle("Enabled").click();
        page.heading("Send what was missed?").isThere();
        page.sees("1 delivery was missed");
        page.button("Send it now").click();
        page.toggle("Enabled").isOn(true);
        assertThat(receives(1).body()).contains("You are away?");
        recent("Held").isGone();
    }

    private void rotatesTheSecret() throws Exception {
        page.button("Rotate secret").click();
        page.sees("signed with both");
        page.button("Make a new secret").click();
        page.heading("Your new signing secret").isThere();
        newSecret = copiedSecret();
        visit.messageCreated("Signed twice");
        Receiver.Request request = receives(1);
        assertSigned(request, secret);
        assertSigned(request, newSecret);
    }

    private void finishesTheRotation() throws Exception {
        page.button("Finish rotation").click();
        page.button("Retire the old secret").click();
        page.sees("Rotation finished: only the new secret signs.");
        visit.messageCreated("Signed anew");
        Receiver.Request request = receives(1);
        assertSigned(request, newSecret);
        assertThat(CustomersSignature.isOf(request, secret)).isFalse();
    }

    private void replaysAllAndSeesTheProgress() {
        page.button("Replay…").click();
        page.heading("Replay a window of events").isThere();
        page.box("All").click();
        page.field("At most so many a second").type("2");
        page.button("Start replay").click();
        Part replay = page.region("Replays").row("All deliveries");
        replay.sees("Running");
        replay.sees("Done", "5 sent");
        receives(5);
        assertThat(visit.received("/crm").subList(received - 5, received))
                .extracting(Receiver.Request::deliveryId)
                .doesNotHaveDuplicates()
                .allMatch(id -> visit.received("/crm").stream()
                                .filter(request -> request.deliveryId().equals(id))
                                .count()
                        > 1);
    }

    private void findsItAmongOthersOnANarrowScreenInTheDark() throws Exception {
        visit.webhook("/tickets", "ticket.created", "ticket.updated", "conversation.needs_human");
        page.link("Webhooks").click();
        page.row(visit.url("/tickets")).sees("ticket.updated");
        page.row(visit.url("/crm")).sees("Our CRM", "message.created");
        visit.screenshot("webhooks", page);
        visit.looks(360, true);
        visit.screenshot("webhooks-narrow-dark", page);
        visit.looks(WIDTH, false);
    }

    private void givesAColleagueATokenAndTakesItBack() throws Exception {
        page.link("Tokens").click();
        page.button("New token").click();
        page.field("Name").type("Dashboard");
        page.box("Read only").click();
        page.button("Create token").click();
        page.heading("Your new token").isThere();
        page.button("Copy").click();
        page.sees("Copied");
        String token = visit.browser().clipboard();
        page.button("I have stored the token").click();
        assertThat(visit.pipeline().status("GET", visit.api("/webhooks"), token))
                .isEqualTo(200);
        assertThat(visit.pipeline().status("DELETE", visit.api("/webhooks/" + webhook), token))
                .isEqualTo(403);
        page.row("Dashboard").sees("Read only");
        visit.screenshot("tokens", page);
        page.button("Revoke Dashboard").click();
        page.sees("is refused from now on");
        page.button("Revoke token").click();
        page.sees("Token revoked.");
        assertThat(visit.pipeline().status("GET", visit.api("/webhooks"), token))
                .isEqualTo(401);
    }

    private void deletesItKnowingWhatIsLost() throws Exception {
        page.link("Webhooks").click();
        page.link(visit.url("/crm")).click();
        page.button("Delete webhook").click();
        page.heading("Delete this webhook?").isThere();
        page.sees(
                visit.url("/crm"), "Lost for good", "signing secret", "Recent deliveries", "turn Enabled off instead");
        page.button("Delete webhook").click();
        page.sees("Webhook deleted.");
        page.row(visit.url("/crm")).isGone();
        page.row(visit.url("/tickets")).sees("ticket.updated");
        assertThat(visit.pipeline().status("GET", visit.api("/webhooks/" + webhook)))
                .isEqualTo(404);
    }

    private void signsOut() {
        page.button("Sign out").click();
        page.heading("Sign in").isThere();
        visit.goes("");
        page.heading("Sign in").isThere();
        visit.signsIn();
        page.sees(visit.url("/tickets"));
    }

    /** Opens the webhook anew, so that nothing is being read that new deliveries would move. */
    private void comesBack() {
        visit.opens("&webhook=" + webhook);
    }

    private Part recent(String holding) {
        return page.region("Recent deliveries").row(holding);
    }

    /** Waits until so many more requests have come in, and gives the last. */
    private Receiver.Request receives(int more) {
        received += more;
        return visit.received("/crm", received);
    }

    private static void assertSigned(Receiver.Request request, String secret) throws Exception {
        assertThat(CustomersSignature.isOf(request, secret))
                .as("signed: %s", request.headers())
                .isTrue();
    }
}
