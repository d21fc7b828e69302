package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a visit to the settings page, all of them on one pipeline and in one browser, and holds every visit to
 * it that nothing went wrong unseen: an empty console, and not one request to anybody but the page's own service.
 */
final class Visits implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Visits.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Assumptions.assumeTrue(stage(context).isSet(), Stage.NOT_SET);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Visit.class;
    }

    @Override
    public Visit resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stage(context).visit();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Chromium browser = stage(context).browser();
        String own = stage(context).pipeline().page() + "/";
        assertThat(browser.console()).as("what came onto the console").isEmpty();
        assertThat(browser.requested())
                .as("where requests went")
                .allMatch(address -> address.startsWith(own) || address.startsWith("data:"));
    }

    private static Stage stage(ExtensionContext context) {
        return context.getRoot().getStore(HERE).computeIfAbsent(Stage.class, any -> Stage.set(), Stage.class);
    }
}
