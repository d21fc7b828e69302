package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes webhooks as webhook-settings does, but as many at once as are wanted. */
final class WebhookTopic {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final String bootstrapServers;
    private final SecretCipher cipher;
    private final int receiverPort;
    private int made;

    WebhookTopic(String bootstrapServers, SecretCipher cipher, int receiverPort) {
        this.bootstrapServers = bootstrapServers;
        this.cipher = cipher;
        this.receiverPort = receiverPort;
    }

    /** Returns once Kafka has them. */
    List<Site> publish(Endpoints endpoints) {
        return publish(endpoints, number -> "wh_" + (made + number));
    }

    /**
     * Returns once Kafka has them.
     *
     * @param id of the webhook with this number, from 0
     */
    List<Site> publish(Endpoints endpoints, IntFunction<String> id) {
        List<Site> sites = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                ClientProperties.writer(Map.of("bootstrap.servers", bootstrapServers)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < endpoints.count(); number++) {
                Site site = Site.of("site_" + (made + number));
                var unused =
                        producer.send(record(webhook(id.apply(number), site, endpoints.url(number, receiverPort))));
                sites.add(site);
            }
        }
        made += endpoints.count();
        return sites;
    }

    private Webhook webhook(String id, Site site, String url) {
        return new Webhook(
                id,
                site.id(),
                url,
                Set.of(EventTemplate.TYPE),
                true,
                null,
                Webhook.Limits.NONE,
                List.of(cipher.seal(id, SECRET)));
    }

    private ProducerRecord<byte[], byte[]> record(Webhook webhook) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.WEBHOOKS, webhook.key().toString().getBytes(UTF_8), WebhookJson.write(webhook));
        record.headers().add(WebhookJson.VERSION, WebhookJson.version(made + 1L));
        return record;
    }
}
