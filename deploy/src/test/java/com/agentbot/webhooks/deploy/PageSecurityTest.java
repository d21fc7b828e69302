package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.Receiver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the settings page's policy holds off, and that nobody's work is lost with a session. */
@InChromium
class PageSecurityTest {
    @Test
    void aScriptThatGotIntoThePageDoesNotRun(Visit visit) {
        visit.opens("");

        visit.browser().run("""
                const script = document.createElement('script');
                script.textContent = 'hacked = 1';
                document.body.append(script);
                document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="hacked = 2">');
                return true;
                """);

        visit.findsOnTheConsole("inline script", "inline event handler");
        assertThat(visit.browser().<Boolean>run("return 'hacked' in window")).isFalse();
    }

    @Test
    void aScriptThatGotIntoThePageCouldTellNobodyAnything(Visit visit) throws Exception {
        visit.opens("");

        visit.browser().run("""
                document.body.insertAdjacentHTML('beforeend', `<img src="${arguments[0]}">`);
                fetch(arguments[0], { mode: 'no-cors' }).catch(() => document.body.append('could not be told'));
                return true;
                """, visit.url("/told"));

        visit.page().sees("could not be told");
        visit.findsOnTheConsole("img-src", "connect-src");
        visit.browser().requested();
        assertThat(visit.received("/told")).isEmpty();
    }

    @Test
    void aPageOfSomebodyElseCannotFrameIt(Visit visit) throws Exception {
        String frame = "<!doctype html><iframe src='%s/?site=%s'></iframe>"
                .formatted(visit.pipeline().page(), visit.site());
        visit.receiver()
                .answer(
                        "/" + visit.site() + "/trap",
                        request -> new Receiver.Answer(200, frame, Map.of("Content-Type", "text/html")));
        visit.browser().driver().get(visit.url("/trap"));

        visit.findsOnTheConsole("frame-ancestors");
        visit.browser().driver().switchTo().frame(0);
        assertThat(visit.browser().<String>run("return document.body.innerText"))
                .doesNotContain("Sign in", "Webhooks");
        visit.browser().driver().switchTo().defaultContent();
        visit.browser().driver().get("about:blank");
        visit.browser().requested();
        visit.browser().console();
    }

    @Test
    void thePageAsksNobodyButItsOwnService(Visit visit) throws Exception {
        String webhook = visit.webhook("/linked", "message.created");
        visit.browser().requested();
        for (String place : List.of("", "&webhook=new", "&webhook=" + webhook, "&view=dead-letters")) {
            visit.opens(place);
        }

        String own = visit.pipeline().page() + "/";
        assertThat(visit.browser().requested())
                .anyMatch(address -> address.endsWith(".js"))
                .anyMatch(address -> address.contains("/v1/"))
                .allMatch(address -> address.startsWith(own) || address.startsWith("data:"));
    }

    @Test
    void whoseSessionEndsSignsInAgainAndGoesOnWithWhatWasTyped(Visit visit) {
        Part page = visit.page();
        visit.opens("&webhook=new");
        page.field("Destination URL").type(visit.url("/typed"));
        page.field("Description").type("Typed before the session ended");
        page.box("message.created").click();
        visit.browser().forgetCookies();

        page.sees("Your session has ended. Sign in again to go on where you were");
        visit.signsIn();
        page.field("Destination URL").holds(visit.url("/typed"));
        page.button("Create webhook").click();

        page.heading("Your webhook is live").isThere();
        page.button("I have stored the secret").click();
        page.heading(visit.url("/typed")).isThere();
        page.sees("Typed before the session ended", "message.created");
    }
}
