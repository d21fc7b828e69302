package com.agentbot.webhooks.eventingest;

import com.agentbot.webhooks.schemas.topic.EventRef;

/**
 * An event that Kafka has, on all replicas in sync.
 *
 * @param id the producer's own, or the one it was given
 * @param place where it lies
 */
public record StoredEvent(String id, EventRef place) {}
