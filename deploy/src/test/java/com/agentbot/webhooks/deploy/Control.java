package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.WebElement;

/**
 * Something on the page to be used, found anew at each use by what it is and how it is called. Every use waits until it
 * can be used.
 *
 * @param name its accessible name, or a part of it that no other such control near it has
 */
record Control(Part part, Kind kind, String name) {
    /** What it is, and which elements can be that. */
    enum Kind {
        BUTTON("button:not([role]), [role=button]"),
        LINK("a[href]"),
        FIELD("input:not([type=checkbox], [type=radio]), textarea, select"),
        BOX("input[type=checkbox], input[type=radio]"),
        SWITCH("[role=switch]"),
        TAB("[role=tab]"),
        HEADING("h1, h2, h3");

        final String selector;

        Kind(String selector) {
            this.selector = selector;
        }
    }

    /** Clicks as a mouse does; a click on what cannot be pressed just now would be lost. */
    void click() {
        use(element -> {
            assertThat(element.getDomAttribute("aria-disabled"))
                    .as("%s cannot be pressed", this)
                    .isNull();
            element.click();
        });
    }

    /** Types in place of what stands there. */
    void type(CharSequence text) {
        use(element -> {
            element.clear();
            element.sendKeys(text);
        });
    }

    /** Picks one of the options. */
    void choose(String option) {
        use(element -> element.findElements(By.tagName("option")).stream()
                .filter(found -> found.getText().equals(option))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(this + " has no “" + option + "”"))
                .click());
    }

    /** Waits until this stands in it. */
    void holds(String value) {
        use(element ->
                assertThat(element.getDomProperty("value")).as("%s", this).isEqualTo(value));
    }

    /** Waits until it is switched or ticked so. */
    void isOn(boolean on) {
        use(element -> assertThat(kind == Kind.SWITCH ? element.getDomAttribute("aria-checked") : element.isSelected())
                .as("%s", this)
                .isEqualTo(kind == Kind.SWITCH ? Boolean.toString(on) : (Object) on));
    }

    /** Waits until it is there. */
    void isThere() {
        use(element -> {});
    }

    /** Waits until it has the keyboard's focus. */
    void isFocused() {
        use(element -> assertThat(element)
                .as("%s has the focus", this)
                .isEqualTo(part.browser().driver().switchTo().activeElement()));
    }

    private void use(Consumer<WebElement> way) {
        part.waits(() -> way.accept(found()));
    }

    private WebElement found() {
        List<WebElement> fitting = part.visible(kind.selector).stream()
                .filter(element -> Chromium.nameOf(element).contains(name))
                .toList();
        List<WebElement> exact = fitting.stream()
                .filter(element -> Chromium.nameOf(element).equals(name))
                .toList();
        List<WebElement> found = exact.isEmpty() ? fitting : exact;
        if (found.size() != 1) {
            throw new NoSuchElementException(this + ": " + found.size() + " of "
                    + part.visible(kind.selector).stream().map(Chromium::nameOf).toList());
        }
        return found.getFirst();
    }

    @Override
    public String toString() {
        return kind + " “" + name + "”";
    }
}
