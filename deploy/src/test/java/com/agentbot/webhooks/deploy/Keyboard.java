package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Somebody who has nothing but the keyboard. */
record Keyboard(Chromium browser) {
    private static final int TABS_AT_MOST = 60;
    private static final String FOCUS_CAN_BE_SEEN = """
            const style = getComputedStyle(arguments[0]);
            const box = arguments[0].getBoundingClientRect();
            // Inside of one for times the browser marks the part by itself.
            const marked = arguments[0].type === 'datetime-local'
              || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1);
            return marked && box.bottom > 0 && box.top < innerHeight;
            """;

    void press(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    /** Tabs on until the focus is on what is called so, and checks at every stop that one can see where it is. */
    void tabTo(String name) {
        StringBuilder way = new StringBuilder();
        for (int i = 0; i < TABS_AT_MOST; i++) {
            press(Keys.TAB);
            String focused = focused();
            if (!focused.isEmpty()) {
                assertThat(browser.<Boolean>run(FOCUS_CAN_BE_SEEN, active()))
                        .as("the focus on “%s” can be seen", focused)
                        .isTrue();
            }
            if (focused.contains(name)) {
                return;
            }
            way.append(focused).append(" → ");
        }
        throw new AssertionError("Tab never came to “" + name + "”: " + way);
    }

    /** The accessible name of what has the focus; empty where that is the page as a whole. */
    String focused() {
        WebElement active = active();
        return active.getTagName().equals("body") ? "" : Chromium.nameOf(active);
    }

    private WebElement active() {
        return browser.driver().switchTo().activeElement();
    }
}
