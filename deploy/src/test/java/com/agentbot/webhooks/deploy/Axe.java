package com.agentbot.webhooks.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Deque's axe, which looks through a page for what keeps people out. */
final class Axe {
    private static final String SOURCE = source();
    /** Each finding in a line: the rule, what it says, and where. */
    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
              ({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
                nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target}: ${failureSummary}`))),
              (failure) => done([String(failure)]));
            """;

    private Axe() {}

    /** What it finds on the page as it is now. */
    static List<String> findings(Chromium browser) {
        if (!browser.<Boolean>run("return 'axe' in window")) {
            browser.run(SOURCE + "; return true");
        }
        @SuppressWarnings("unchecked")
        List<String> findings = (List<String>) browser.driver().executeAsyncScript(RUN);
        return Objects.requireNonNull(findings);
    }

    private static String source() {
        try (var source = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(source).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
