package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.embedded.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all visits share: a browser, the whole pipeline, and an endpoint. Set once, and taken down with the last test. */
final class Stage implements AutoCloseable {
    static final String NOT_SET =
            "THE SETTINGS PAGE IS NOT TESTED: there is no browser here; " + Chromium.INSTALL + ".";
    /** Short, so that a test lives to see a dead letter; the last long enough that the page shows it waiting. */
    private static final String RETRY_TIERS = "1s,1s,1s,6s";

    private final AtomicInteger visits = new AtomicInteger();
    private final @Nullable Parts parts;

    private record Parts(Chromium browser, Path data, RunningPipeline pipeline, Receiver receiver) {}

    private Stage(@Nullable Parts parts) {
        this.parts = parts;
    }

    /** One that is not set where there is no browser, which is told loudly. */
    static Stage set() {
        Optional<Chromium> browser = Chromium.start();
        if (browser.isEmpty()) {
            System.err.println("\n" + NOT_SET + "\n");
            return new Stage(null);
        }
        try {
            Path data = Files.createTempDirectory("stage");
            return new Stage(
                    new Parts(browser.get(), data, RunningPipeline.start(data, RETRY_TIERS), Receiver.start()));
        } catch (IOException | RuntimeException e) {
            browser.get().close();
            throw new IllegalStateException("the stage could not be set", e);
        }
    }

    boolean isSet() {
        return parts != null;
    }

    Chromium browser() {
        return parts().browser;
    }

    RunningPipeline pipeline() {
        return parts().pipeline;
    }

    /** A visit to a site of its own, on a light screen of ordinary width. */
    Visit visit() {
        browser().width(1280);
        browser().dark(false);
        return new Visit("site_" + visits.incrementAndGet(), pipeline(), parts().receiver, browser());
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, NOT_SET);
    }

    @Override
    public void close() throws Exception {
        if (parts != null) {
            parts.browser.close();
            parts.receiver.close();
            parts.pipeline.close();
            delete(parts.data);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
