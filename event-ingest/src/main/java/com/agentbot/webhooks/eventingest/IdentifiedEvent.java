package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.event.Event;

/**
 * A valid event under the id that goes with it.
 *
 * @param id of 1 to 256 characters, none of them a control character
 */
record IdentifiedEvent(String id, Event event) {}
