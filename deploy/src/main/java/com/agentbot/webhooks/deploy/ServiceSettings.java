package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.embedded.EmbeddedPostgres;
import com.agentbot.webhooks.servicekit.Environment;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What the services read as their environment: this process's own, and over it what is known of broker and database. */
final class ServiceSettings {
    private ServiceSettings() {}

    static Environment of(Map<String, String> variables, UpOptions options, DataDirectory data, Engines engines)
            throws IOException {
        EmbeddedPostgres postgres = engines.postgres();
        Map<String, String> settings = new HashMap<>(variables);
        // The broker at hand speaks plain text, whatever cluster this machine's environment is made for.
        settings.keySet().removeIf(name -> name.matches("KAFKA_(SECURITY|SASL|SSL)_.*"));
        settings.put("KAFKA_BOOTSTRAP_SERVERS", engines.kafka().bootstrapServers());
        settings.put("DATABASE_URL", postgres.jdbcUrl());
        settings.put("DATABASE_USER", postgres.user());
        settings.put("DATABASE_PASSWORD", postgres.password());
        settings.put("HOST", Up.HOST);
        settings.put("SETTINGS_PORT", Integer.toString(options.ports().settings()));
        settings.put("INGEST_PORT", Integer.toString(options.ports().ingest()));
        settings.put("RETRY_TIERS", options.tiers().toString());
        settings.put("FANOUT_STATE_DIR", data.streams().toString());
        settings.put("BOOTSTRAP_TOKEN", data.token());
        // One name for ever, so that the transaction a killed run has left open is ended at once.
        settings.put("WORKER_TRANSACTIONAL_ID", "delivery-worker-up");
        settings.put("SCHEDULER_TRANSACTIONAL_ID", "retry-scheduler-up");
        settings.putIfAbsent("SECRET_KEYS", data.secretKeys());
        // Receivers on this very machine are what one tries first.
        settings.putIfAbsent("ALLOWED_ADDRESSES", "127.0.0.0/8,::1/128");
        settings.putIfAbsent("ALLOW_HTTP", "true");
        return new Environment(settings);
    }
}
