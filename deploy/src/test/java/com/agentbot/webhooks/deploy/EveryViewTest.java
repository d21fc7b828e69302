package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every view and every dialog, on a site where whatever others can write is as hostile as can be. */
@InChromium
class EveryViewTest {
    /** What would act as markup, on a terminal, in a log file, on the order of letters, or on the width of the page. */
    private static final String HOSTILE =
            "<script>hacked = 1</script><img src=x onerror='hacked = 2'><a id=planted></a>"
                    + "{{7*7}} \u001b[31mred\u001b[0m \u0007 \u202egnp.exe\u202c \u200b\r\n"
                    + "127.0.0.1 - - [01/Jan/2026] \"GET /forged HTTP/1.1\" 200\r\n";
    /** 64 KiB without a place to break. */
    private static final String ENDLESS = "W".repeat(64 * 1024);

    private static final String TOKEN = "<img src=x onerror='hacked = 4'>\u202egnp.exe\u202c" + "W".repeat(50);
    private static final String LONG_URL = "/hook/" + "x".repeat(600) + "?q=%3Cscript%3Ehacked=3%3C/script%3E";
    private static final String NOTHING_WAS_PLANTED = """
            return !('hacked' in window)
              && document.querySelector('#planted, main script, main img, dialog script, dialog img, [onerror]') === null;
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private static Visit visit;
    private static String webhook;
    private static String paused;

    /** Each view by how one comes to it. */
    enum View {
        SIGNING_IN {
            @Override
            void open(Part page) {
                visit.browser().forgetCookies();
                visit.goes("");
                page.heading("Sign in").isThere();
            }
        },
        CHOICE_OF_SITE {
            @Override
            void open(Part page) {
                visit.opens("");
                page.link("Change site").click();
                page.heading("Which site?").isThere();
            }
        },
        NO_WEBHOOKS {
            @Override
            void open(Part page) {
                visit.opens("_without");
                page.sees("No webhooks yet");
            }
        },
        WEBHOOKS {
            @Override
            void open(Part page) {
                visit.opens("");
                page.sees("gnp.exe");
            }
        },
        NEW_WEBHOOK_WITH_FAULTS {
            @Override
            void open(Part page) {
                visit.opens("&webhook=new");
                page.button("Create webhook").click();
                page.sees("Pick at least one event.");
            }
        },
        EDITING {
            @Override
            void open(Part page) {
                visit.opens("&webhook=" + webhook + "&edit=yes");
                page.heading("Edit webhook").isThere();
            }
        },
        WEBHOOK {
            @Override
            void open(Part page) {
                visit.opens("&webhook=" + webhook);
                page.region("Recent deliveries").row("message.created").sees("500");
            }
        },
        DELIVERY {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                Part delivery = page.region("Recent deliveries").row("message.created");
                delivery.unfold();
                delivery.sees("hacked = 2", "GET /forged", "Request body");
            }
        },
        DELIVERY_ALONE {
            @Override
            void open(Part page) {
                DELIVERY.open(page);
                String id = visit.received(LONG_URL).getFirst().deliveryId();
                page.region("Recent deliveries").link(id).click();
                page.heading("Delivery of message.created").isThere();
                page.sees("hacked = 2", "GET /forged");
            }
        },
        VERIFYING {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                page.region("Verify signatures").unfold();
                page.tab("Python").click();
                page.sees("import hmac");
            }
        },
        TESTING {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                Part test = page.region("Send a test event");
                test.field("Event").choose("ticket.created");
                test.button("Send test event").click();
                test.sees("Answered 500", "GET /forged");
            }
        },
        TOKENS {
            @Override
            void open(Part page) {
                visit.opens("&view=tokens");
                page.row("gnp.exe").sees("Never used");
            }
        },
        NEW_TOKEN {
            @Override
            void open(Part page) {
                TOKENS.open(page);
                page.button("New token").click();
                page.field("Name").isThere();
            }
        },
        REVOKING {
            @Override
            void open(Part page) {
                TOKENS.open(page);
                page.row("gnp.exe").button("Revoke").click();
                page.heading("Revoke this token?").isThere();
            }
        },
        REPLAYING {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                page.button("Replay…").click();
                page.heading("Replay a window of events").isThere();
            }
        },
        ROTATING {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                page.button("Rotate secret").click();
                page.heading("Rotate the signing secret?").isThere();
            }
        },
        NEW_SECRET {
            @Override
            void open(Part page) {
                ROTATING.open(page);
                page.button("Make a new secret").click();
                page.heading("Your new signing secret").isThere();
            }
        },
        FINISHING_A_ROTATION {
            @Override
            void open(Part page) {
                visit.opens("&webhook=" + paused);
                page.button("Rotate secret").click();
                page.button("Make a new secret").click();
                page.button("I have stored the secret").click();
                page.button("Finish rotation").click();
                page.heading("Finish the rotation?").isThere();
            }
        },
        DELETING {
            @Override
            void open(Part page) {
                WEBHOOK.open(page);
                page.button("Delete webhook").click();
                page.heading("Delete this webhook?").isThere();
            }
        },
        SENDING_WHAT_WAS_MISSED {
            @Override
            void open(Part page) {
                visit.opens("&webhook=" + paused);
                page.region("Recent deliveries").row("Held").sees("not sent");
                page.toggle("Enabled").click();
                page.heading("Send what was missed?").isThere();
            }
        },
        DEAD_LETTERS {
            @Override
            void open(Part page) {
                visit.opens("&view=dead-letters");
                page.row("message.created").unfold();
                page.row("message.created").sees("hacked = 2", "Request body");
            }
        },
        REDRIVING {
            @Override
            void open(Part page) {
                DEAD_LETTERS.open(page);
                page.button("Redrive all").click();
                page.sees("keeps its delivery id");
            }
        };

        abstract void open(Part page);
    }

    @BeforeAll
    static void furnish(Visit furnished) throws Exception {
        visit = furnished;
        visit.answers(LONG_URL, 500, HOSTILE + "\u0000" + ENDLESS);
        webhook = visit.webhook(LONG_URL, "message.created", "ticket.created");
        visit.pipeline()
                .patch(
                        visit.api("/webhooks/" + webhook),
                        JSON.createObjectNode().put("description", HOSTILE).toString());
        paused = visit.webhook("/paused", "message.created");
        visit.pipeline().patch(visit.api("/webhooks/" + paused), "{\"enabled\":false}");
        visit.pipeline()
                .make(
                        visit.api("/tokens"),
                        JSON.createObjectNode().put("name", TOKEN).toString());
        visit.messageCreated(HOSTILE + ENDLESS);
    }

    @AfterEach
    void looksAsBefore() {
        visit.looks(1280, false);
    }

    @ParameterizedTest
    @EnumSource
    void isForEverybodyNarrowOrWideDarkOrLightAndHostileTextStaysText(View view) {
        view.open(visit.page());

        List<String> faults = new ArrayList<>();
        look(360, true, faults);
        look(1280, false, faults);
        if (!visit.browser().<Boolean>run(NOTHING_WAS_PLANTED)) {
            faults.add("text from outside has become part of the page");
        }
        assertThat(faults).isEmpty();
    }

    private static void look(int width, boolean dark, List<String> faults) {
        visit.looks(width, dark);
        String screen = width + (dark ? " px, dark: " : " px, light: ");
        Axe.findings(visit.browser()).forEach(finding -> faults.add(screen + finding));
        if (!visit.browser().<Boolean>run("return document.documentElement.scrollWidth <= innerWidth")) {
            faults.add(screen + "wider than the screen");
        }
    }
}
