package com.agentbot.webhooks.deploy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything is, for other programs. There is a file as long as everything runs and not longer.
 *
 * @param settings address of the page and the API, such as {@code http://127.0.0.1:8080}
 * @param ingest address of events by HTTP
 * @param kafka {@code host:port}
 * @param postgres a URL for psql; with {@code jdbc:} before it, for JDBC
 * @param metrics address of the admin port
 * @param token good for all sites
 */
record UpJson(String settings, String ingest, String kafka, String postgres, String metrics, String token) {
    private static final JsonMapper JSON = new JsonMapper();

    void write(Path file) throws IOException {
        DataDirectory.writeForOwner(
                file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + System.lineSeparator());
    }

    /** Also what a killed run has left behind. */
    static void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
