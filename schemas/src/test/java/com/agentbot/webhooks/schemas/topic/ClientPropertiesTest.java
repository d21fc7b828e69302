package com.agentbot.webhooks.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientPropertiesTest {
    private static final Map<String, String> GIVEN = Map.of(
            "bootstrap.servers", "127.0.0.1:9092",
            "security.protocol", "PLAINTEXT",
            "linger.ms", "7",
            "fetch.min.bytes", "9",
            "default.api.timeout.ms", "1234",
            "service.port", "80");

    @Test
    void eachClientGetsWhatTheOperatorGaveItAndNoMore() {
        assertThat(ClientProperties.writer(GIVEN))
                .containsEntry("bootstrap.servers", "127.0.0.1:9092")
                .containsEntry("security.protocol", "PLAINTEXT")
                .containsEntry("linger.ms", "7")
                .doesNotContainKeys("fetch.min.bytes", "service.port");
        assertThat(ClientProperties.reader(GIVEN))
                .containsEntry("security.protocol", "PLAINTEXT")
                .containsEntry("fetch.min.bytes", "9")
                .doesNotContainKeys("linger.ms", "service.port");
        assertThat(ClientProperties.admin(GIVEN))
                .containsEntry("security.protocol", "PLAINTEXT")
                .containsEntry("default.api.timeout.ms", "1234")
                .doesNotContainKeys("linger.ms", "fetch.min.bytes", "service.port");
    }

    @Test
    void whatThePromisesHangOnCannotBeTurnedOff() {
        Map<String, String> given = new HashMap<>(GIVEN);
        given.put("acks", "1");
        given.put("enable.idempotence", "false");
        given.put("enable.auto.commit", "true");
        given.put("isolation.level", "read_uncommitted");
        given.put("auto.offset.reset", "latest");
        assertThat(ClientProperties.writer(given))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true");
        assertThat(ClientProperties.reader(given))
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "none");
    }

    @ParameterizedTest
    @CsvSource({"1048576, 4194304", "4194304, 4194304", "8388608, 8388608", "' 16 ', 4194304"})
    void aProducerWritesAtLeastWhatTheTopicsTake(String given, String taken) {
        assertThat(ClientProperties.writer(Map.of("max.request.size", given))).containsEntry("max.request.size", taken);
        assertThat(ClientProperties.writer(GIVEN)).containsEntry("max.request.size", "4194304");
    }

    @Test
    void aValueThatIsNoNumberIsLeftToTheClientWhichNamesIt() {
        Map<String, Object> properties = ClientProperties.writer(Map.of("max.request.size", "4MB"));
        properties.put("bootstrap.servers", "127.0.0.1:9092");
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        assertThatThrownBy(() -> new ProducerConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max.request.size");
    }

    @Test
    void kafkaTakesAllOfIt() {
        Map<String, Object> writer = ClientProperties.writer(GIVEN);
        writer.put("key.serializer", ByteArraySerializer.class);
        writer.put("value.serializer", ByteArraySerializer.class);
        assertThat(new ProducerConfig(writer).unused()).isNotNull();
        Map<String, Object> reader = ClientProperties.reader(GIVEN);
        reader.put("key.deserializer", ByteArrayDeserializer.class);
        reader.put("value.deserializer", ByteArrayDeserializer.class);
        assertThat(new ConsumerConfig(reader).getString("isolation.level")).isEqualTo("read_committed");
        assertThat(new AdminClientConfig(ClientProperties.admin(GIVEN)).getString("security.protocol"))
                .isEqualTo("PLAINTEXT");
    }

    @Test
    void theKnownNamesAreThoseOfAnyClient() {
        assertThat(ClientProperties.names())
                .contains("linger.ms", "fetch.min.bytes", "sasl.jaas.config", "default.api.timeout.ms")
                .doesNotContain("service.port");
    }
}
