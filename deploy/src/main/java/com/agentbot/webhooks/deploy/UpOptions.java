package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the person who starts it has asked for. A flag counts before the environment.
 *
 * @param data where everything is kept; null for a directory that is made for this run and deleted at its end
 * @param ports to listen on
 */
record UpOptions(@Nullable Path data, RetryTiers tiers, Ports ports) {
    static final String HELP = """
            Starts the whole pipeline in one process: Kafka, PostgreSQL, the topics and all five services.

              deploy/up [--data DIR | --ephemeral] [--retry-tiers LIST] [--settings-port N] [--ingest-port N]
                        [--kafka-port N] [--admin-port N]

              --data DIR           where everything is kept; the next start goes on with it (default: data/ in the
                                   repository)
              --ephemeral          keep nothing: a new directory, deleted at the end
              --retry-tiers LIST   the waits between attempts, such as 1s,2s,3s,4s (RETRY_TIERS, default 1m,5m,30m,3h)
              --settings-port N    the settings page and the API (SETTINGS_PORT, default 8080)
              --ingest-port N      events by HTTP (INGEST_PORT, default 8081)
              --kafka-port N       Kafka (KAFKA_PORT, default 9092)
              --admin-port N       metrics and health (ADMIN_PORT, default 9100)
              --help               this text

            A port of 0 takes a free one. Every other setting of the services is read from the environment.
            Addresses and the first token are also written to DIR/up.json. Ctrl-C stops everything cleanly.
            """;

    private static final Set<String> WITH_VALUE =
            Set.of("--data", "--retry-tiers", "--settings-port", "--ingest-port", "--kafka-port", "--admin-port");

    /**
     * TCP ports on 127.0.0.1; 0 takes a free one.
     *
     * @param settings page and API
     * @param ingest events by HTTP
     * @param admin metrics and health
     */
    record Ports(int settings, int ingest, int kafka, int admin) {}

    /**
     * Reads the command line and the environment.
     *
     * @param dataByDefault where everything is kept when nothing else is said
     * @throws StartFailure that says which flag or value is wrong and what would be right
     */
    static UpOptions parse(String[] arguments, Map<String, String> environment, Path dataByDefault)
            throws StartFailure {
        Map<String, String> flags = flags(arguments);
        boolean ephemeral = flags.containsKey("--ephemeral");
        if (ephemeral && flags.containsKey("--data")) {
            throw new StartFailure("--data and --ephemeral contradict each other: give one of them.");
        }
        return new UpOptions(
                ephemeral ? null : Path.of(flags.getOrDefault("--data", dataByDefault.toString())),
                tiers(new Choice(flags, environment, "--retry-tiers", "RETRY_TIERS", RetryTiers.DEFAULT)),
                new Ports(
                        port(new Choice(flags, environment, "--settings-port", "SETTINGS_PORT", "8080")),
                        port(new Choice(flags, environment, "--ingest-port", "INGEST_PORT", "8081")),
                        port(new Choice(flags, environment, "--kafka-port", "KAFKA_PORT", "9092")),
                        port(new Choice(flags, environment, "--admin-port", "ADMIN_PORT", "9100"))));
    }

    private static Map<String, String> flags(String[] arguments) throws StartFailure {
        Map<String, String> flags = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            String flag = parts[0];
            String value = "";
            if (WITH_VALUE.contains(flag)) {
                if (parts.length == 1 && i + 1 == arguments.length) {
                    throw new StartFailure(flag + " needs a value. See deploy/up --help.");
                }
                value = parts.length == 2 ? parts[1] : arguments[++i];
            } else if (!arguments[i].equals("--ephemeral")) {
                throw new StartFailure("'" + arguments[i] + "' is no option. See deploy/up --help.");
            }
            if (WITH_VALUE.contains(flag) && value.isBlank()) {
                throw new StartFailure(flag + " needs a value. See deploy/up --help.");
            }
            flags.put(flag, value);
        }
        return flags;
    }

    private static RetryTiers tiers(Choice choice) throws StartFailure {
        try {
            return RetryTiers.parse(choice.value());
        } catch (IllegalArgumentException e) {
            throw new StartFailure(choice + " is wrong: " + e.getMessage(), e);
        }
    }

    private static int port(Choice choice) throws StartFailure {
        String value = choice.value();
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new StartFailure(choice + " is wrong: it must be a port from 1 to 65535, or 0 for a free one.");
        }
        return Integer.parseInt(value);
    }

    /** A value and where it comes from, so that a wrong one can be told by the name under which it was given. */
    private record Choice(
            Map<String, String> flags,
            Map<String, String> environment,
            String flag,
            String variable,
            String byDefault) {

        String value() {
            String given = flags.containsKey(flag) ? flags.get(flag) : environment.get(variable);
            return given == null || given.isBlank() ? byDefault : given.strip();
        }

        @Override
        public String toString() {
            return flags.containsKey(flag) ? flag + " " + value() : variable + "=" + value();
        }
    }
}
