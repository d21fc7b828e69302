package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import org.jspecify.annotations.Nullable;

/** What a record that should be an event turned out to be. */
sealed interface Reading {
    /** An event that is handled where it lies. */
    record AtHome(ArrivedEvent event) implements Reading {}

    /** An event whose duplicates may lie on another partition: all of them meet on the one its site belongs to. */
    record Misplaced(ArrivedEvent event) implements Reading {}

    /** No event. Why stands in the record's headers. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Invalid(byte @Nullable [] value) implements Reading {}
}
