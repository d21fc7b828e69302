package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.deploy.Control.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;

/**
 * The page, or a part of it, as a person has it before them: what is behind an open dialog is not there. All is found by
 * what it is and how it is called, never by how it is built.
 *
 * @param within the part that this one is part of; null for the whole page
 * @param selector what it may be
 * @param fits which of those are meant; the first is
 * @param called how a failure names it
 */
record Part(Chromium browser, @Nullable Part within, String selector, Predicate<WebElement> fits, String called) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The topmost dialog, or all of the page; of it, what can be seen. */
    private static final String VISIBLE = """
            const [root, selector] = arguments;
            const scope = root ?? [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
            return [...scope.querySelectorAll(selector)].filter((element) => element.checkVisibility());
            """;

    static Part page(Chromium browser) {
        return new Part(browser, null, "", any -> true, "page");
    }

    /** The first row of a list or table that holds a text; inner lists belong to their rows. */
    Part row(String holding) {
        return new Part(
                browser,
                this,
                "li:not(li li), tbody tr",
                row -> browser.<String>run("return arguments[0].innerText", row).contains(holding),
                "row with “" + holding + "”");
    }

    /** A section by its name. */
    Part region(String named) {
        return new Part(
                browser,
                this,
                "section, [role=region], [role=tabpanel], [role=group]",
                region -> Chromium.nameOf(region).contains(named),
                "part “" + named + "”");
    }

    Control button(String name) {
        return new Control(this, Kind.BUTTON, name);
    }

    Control link(String name) {
        return new Control(this, Kind.LINK, name);
    }

    Control field(String name) {
        return new Control(this, Kind.FIELD, name);
    }

    Control box(String name) {
        return new Control(this, Kind.BOX, name);
    }

    Control toggle(String name) {
        return new Control(this, Kind.SWITCH, name);
    }

    Control tab(String name) {
        return new Control(this, Kind.TAB, name);
    }

    Control heading(String name) {
        return new Control(this, Kind.HEADING, name);
    }

    /** Opens what is folded up in it. */
    void unfold() {
        waits(() -> {
            WebElement summary = visible("summary").stream()
                    .findFirst()
                    .orElseThrow(() -> new NoSuchElementException("nothing can be opened in " + this));
            if (!isOpen(summary)) {
                summary.click();
            }
            assertThat(isOpen(summary)).isTrue();
        });
    }

    private boolean isOpen(WebElement summary) {
        return browser.<Boolean>run("return arguments[0].closest('details').open", summary);
    }

    /** Scrolls to where it begins. */
    void toTop() {
        waits(() -> browser.run("(arguments[0] ?? document.body).scrollIntoView(); return true", root()));
    }

    /** Waits until all of these can be read in it. */
    void sees(String... texts) {
        waits(() -> assertThat(read()).contains(texts));
    }

    /** Waits until something like this can be read in it. */
    void seesLike(String pattern) {
        waits(() -> assertThat(read()).containsPattern(pattern));
    }

    /** Waits until this can no longer be read in it. */
    void seesNoMore(String gone) {
        waits(() -> assertThat(read()).doesNotContain(gone));
    }

    /** Waits until it is not there, where what it was part of still is. */
    void isGone() {
        Part around = Objects.requireNonNull(within, "the page as a whole is always there");
        waits(() -> assertThat(around.visible(selector)).as("%s", this).noneMatch(fits));
    }

    /** What can be read in it now, each run of white space as one space. */
    String read() {
        String read = browser.run(
                "return (arguments[0] ?? [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body).innerText",
                root());
        return read.replaceAll("\\s+", " ");
    }

    /** The elements of it now that can be seen. */
    List<WebElement> visible(String wanted) {
        return browser.run(VISIBLE, root(), wanted);
    }

    /** Waits until something works out; the page changes meanwhile. */
    void waits(ThrowingRunnable something) {
        await().atMost(PATIENCE)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    try {
                        something.run();
                    } catch (WebDriverException e) {
                        throw new AssertionError(e.getMessage(), e);
                    }
                });
    }

    private @Nullable WebElement root() {
        if (within == null) {
            return null;
        }
        return within.visible(selector).stream()
                .filter(fits)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no " + called));
    }

    @Override
    public String toString() {
        return called;
    }
}
