package com.agentbot.webhooks.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One type of event that a webhook can subscribe to.
 *
 * @param name such as {@code message.created}
 * @param description when it fires, one sentence for customers
 * @param schema the JSON Schema (2020-12) of the whole event; shared, not to be changed
 * @param example a whole event that the schema accepts; shared, not to be changed
 */
public record EventType(String name, String description, JsonNode schema, JsonNode example) {}
