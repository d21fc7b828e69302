package com.agentbot.webhooks.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import org.junit.jupiter.api.Test;

final class InvalidEventTest {
    /** They stand in headers and in answers, where other programs read them: a word that changes here breaks them. */
    @Test
    void theReasonsAreSpeltLikeThis() {
        assertThat(Reason.values())
                .extracting(Reason::toString)
                .containsExactly(
                        "empty",
                        "not_utf8",
                        "not_json",
                        "trailing_content",
                        "too_deep",
                        "duplicate_key",
                        "lone_surrogate",
                        "number_too_large",
                        "number_not_exact",
                        "not_an_object",
                        "unknown_event",
                        "missing_field",
                        "wrong_field",
                        "too_large",
                        "too_many_events");
    }

    @Test
    void aRefusalIsASentenceAboutThePathOrTheWhole() {
        assertThat(new InvalidEvent(Reason.MISSING_FIELD, "data.id", "is missing"))
                .hasMessage("data.id is missing");
        assertThat(new InvalidEvent(Reason.EMPTY, "", "is empty")).hasMessage("the event is empty");
    }

    @Test
    void aFloodOfRefusalsStaysCheap() {
        assertThat(new InvalidEvent(Reason.EMPTY, "", "is empty").getStackTrace())
                .isEmpty();
    }
}
