package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EventReaderTest {
    private static final EventReader READER = new EventReader(EventTypes.load(), 102_400);

    @Test
    void theProductPagesOwnExampleComesOutAsItsBody() throws InvalidEvent {
        Event event = READER.read("""
                {
                  "event": "message.created",
                  "timestamp": "2026-05-17T12:34:56Z",
                  "site_id": "site_abc",
                  "data": {
                    "conversation_id": "conv_xyz",
                    "message_id": "msg_123",
                    "sender_type": "visitor",
                    "body": "Hi, what's your pricing?",
                    "visitor_email": null,
                    "visitor_name": null
                  }
                }
                """.getBytes(UTF_8));

        assertThat(event.type()).isEqualTo("message.created");
        assertThat(event.siteId()).isEqualTo("site_abc");
        assertThat(event.id()).isNull();
        assertThat(new String(event.body(), UTF_8))
                .isEqualTo(
                        "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"site_abc\","
                                + "\"data\":{\"conversation_id\":\"conv_xyz\",\"message_id\":\"msg_123\","
                                + "\"sender_type\":\"visitor\",\"body\":\"Hi, what's your pricing?\","
                                + "\"visitor_email\":null,\"visitor_name\":null}}");
    }
}
