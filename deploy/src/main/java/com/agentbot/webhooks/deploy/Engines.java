package com.agentbot.webhooks.deploy;

import com.agentbot.webhooks.embedded.EmbeddedKafka;
import com.agentbot.webhooks.embedded.EmbeddedPostgres;
import java.util.List;

/**
 * Kafka and PostgreSQL, started side by side.
 *
 * @param kafka runs until it is closed
 * @param postgres runs until it is closed
 */
record Engines(EmbeddedKafka kafka, EmbeddedPostgres postgres) {

    /**
     * Returns once both serve. Each is noted in {@code running} as soon as it has started.
     *
     * @throws Exception what the first of them has thrown, once the other has ended its start too
     */
    static Engines start(DataDirectory data, int kafkaPort, Running running) throws Exception {
        Launch<EmbeddedKafka> kafka =
                Launch.begin("kafka", () -> running.add(EmbeddedKafka.start(data.kafka(), kafkaPort)));
        Launch<EmbeddedPostgres> postgres =
                Launch.begin("postgres", () -> running.add(EmbeddedPostgres.start(data.postgres(), 0)));
        Launch.settle(List.of(kafka, postgres));
        return new Engines(kafka.await(), postgres.await());
    }
}
