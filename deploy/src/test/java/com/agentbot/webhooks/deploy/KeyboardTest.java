package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The settings page for whoever has nothing but the keyboard. */
@InChromium
class KeyboardTest {
    @Test
    void aWebhookIsMadeAndDeletedWithTheKeyboardAloneAndTheFocusIsNeverLost(Visit visit) {
        Part page = visit.page();
        Keyboard keyboard = visit.keyboard();
        visit.opens("");

        keyboard.press(Keys.TAB);
        assertThat(keyboard.focused()).isEqualTo("Skip to content");
        keyboard.tabTo("New webhook");
        keyboard.press(Keys.ENTER);
        page.heading("New webhook").isFocused();
        keyboard.tabTo("Destination URL");
        keyboard.press(visit.url("/typed"));
        keyboard.tabTo("message.created");
        keyboard.press(Keys.SPACE);
        keyboard.tabTo("Create webhook");
        keyboard.press(Keys.ENTER);
        page.heading("Your webhook is live").isThere();
        keyboard.press(Keys.ESCAPE);
        keyboard.tabTo("I have stored the secret");
        keyboard.press(Keys.ENTER);
        page.heading(visit.url("/typed")).isFocused();

        keyboard.tabTo("Delete webhook");
        keyboard.press(Keys.ENTER);
        page.button("Cancel").isFocused();
        keyboard.press(Keys.ESCAPE);
        page.seesNoMore("Lost for good");
        page.button("Delete webhook").isFocused();
        keyboard.press(Keys.SPACE);
        page.button("Cancel").isFocused();
        keyboard.tabTo("Delete webhook");
        keyboard.press(Keys.ENTER);
        page.sees("No webhooks yet", "Webhook deleted.");
        page.heading("Webhooks").isFocused();
    }

    @Test
    void theArrowKeysMoveBetweenTheLanguagesOfTheVerifyingCode(Visit visit) throws Exception {
        String webhook = visit.webhook("/verified", "message.created");
        visit.opens("&webhook=" + webhook);

        visit.keyboard().tabTo("Show the code");
        visit.keyboard().press(Keys.ENTER);
        visit.page().tab("Python").isThere();
        // Which one is shown first depends on which was looked at last.
        visit.keyboard().press(Keys.TAB, Keys.HOME);
        visit.page().tab("Node.js, body parsed by Express").isFocused();
        visit.page().sees("createHmac");

        visit.keyboard().press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);

        visit.page().tab("Python").isFocused();
        visit.page().sees("hmac.new");
    }

    @Test
    void aFieldThatIsWrongGetsTheFocus(Visit visit) {
        visit.opens("&webhook=new");

        visit.keyboard().tabTo("Create webhook");
        visit.keyboard().press(Keys.ENTER);

        visit.page().field("Destination URL").isFocused();
        visit.page().sees("Paste the URL that events are sent to.", "Pick at least one event.");
    }
}
