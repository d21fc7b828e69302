package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.StartFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the person who starts it has asked for.
 *
 * @param data the directory of a running {@code deploy/up}; null where nothing was said
 * @param waits whether to stay until the log has caught up
 * @param acceptedDays of the log that may be lost at most
 */
record RebuildOptions(@Nullable Path data, boolean waits, long acceptedDays) {
    static final String HELP = """
            Empties the delivery log and has it made anew from Kafka's attempts, while everything runs.

              deploy/rebuild-log [--data DIR] [--no-wait] [--accept-losing-days N]

              --data DIR               of a running deploy/up, whose up.json tells where Kafka and PostgreSQL are (default:
                                       data/ in the repository, where DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS are not set)
              --no-wait                end once it has begun; else it shows how far it is until the log has caught up
              --accept-losing-days N   go on although the log holds up to N days that Kafka holds no more
              --help                   this text

            Elsewhere it takes the settings of webhook-settings from the environment: DATABASE_*, KAFKA_*, LOG_RETENTION.
            """;

    private static final String SEE = " See deploy/rebuild-log --help.";
    private static final JsonMapper JSON = new JsonMapper();

    static RebuildOptions parse(String[] arguments) throws StartFailure {
        Path data = null;
        boolean waits = true;
        long acceptedDays = 0;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--no-wait" -> waits = false;
                case "--data" -> data = Path.of(value(arguments, ++i));
                case "--accept-losing-days" -> acceptedDays = days(value(arguments, ++i));
                default -> throw new StartFailure("'" + arguments[i] + "' is no option." + SEE);
            }
        }
        return new RebuildOptions(data, waits, acceptedDays);
    }

    private static String value(String[] arguments, int index) throws StartFailure {
        if (index == arguments.length) {
            throw new StartFailure(arguments[index - 1] + " needs a value." + SEE);
        }
        return arguments[index];
    }

    private static long days(String text) throws StartFailure {
        if (!text.matches("[0-9]{1,4}")) {
            throw new StartFailure(
                    "--accept-losing-days " + text + " is wrong: it must be a whole number from 0 to 9999.");
        }
        return Long.parseLong(text);
    }

    /**
     * The settings: those of the environment, or where a running {@code deploy/up} has its parts.
     *
     * @param home of the repository
     */
    Map<String, String> settings(Map<String, String> environment, Path home) throws StartFailure {
        boolean isGiven = environment.containsKey("DATABASE_URL") || environment.containsKey("KAFKA_BOOTSTRAP_SERVERS");
        if (data == null && isGiven) {
            return environment;
        }
        Path file = (data == null ? home.resolve("data") : data).resolve("up.json");
        if (!Files.exists(file)) {
            throw new StartFailure(
                    "There is no " + file + ": no deploy/up runs there. Start it, name its directory with"
                            + " --data, or set DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS.");
        }
        try {
            JsonNode up = JSON.readTree(file.toFile());
            Map<String, String> settings = new HashMap<>(environment);
            settings.put("KAFKA_BOOTSTRAP_SERVERS", up.path("kafka").asText());
            // The URL names the user.
            settings.put("DATABASE_URL", "jdbc:" + up.path("postgres").asText());
            return settings;
        } catch (IOException e) {
            throw new StartFailure(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
