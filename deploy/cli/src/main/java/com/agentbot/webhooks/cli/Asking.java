package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A subcommand that asks the API. */
abstract class Asking implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @SuppressWarnings("NullAway.Init")
    private Api api;

    private @Nullable String site;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        begin();
        return ask();
    }

    final void begin() {
        api = root().api();
    }

    /** Does it; the exit code. */
    abstract int ask() throws IOException, InterruptedException;

    private Webhooks root() {
        return (Webhooks) spec.root().userObject();
    }

    Api api() {
        return api;
    }

    Terminal terminal() {
        return root().terminal();
    }

    Stop stop() {
        return root().stop();
    }

    boolean asJson() {
        return root().json;
    }

    /** A path below the site. */
    String ofSite(String pattern, String... parts) throws InterruptedException {
        String named = site == null ? root().site(api) : site;
        site = named;
        return Api.path("/v1/sites/{}", named) + Api.path(pattern, parts);
    }

    /** Parameters of a query, in order; a null is left out. */
    static Map<String, @Nullable String> parameters(@Nullable String... namesAndValues) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return parameters;
    }

    /** A change that is kept, but not in force yet, is told. */
    JsonNode inForce(Api.Answer answer) {
        if (answer.status() == 202) {
            terminal().note("It is kept, and comes into force as soon as Kafka is back.");
        }
        return answer.json();
    }
}
