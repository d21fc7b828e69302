package com.agentbot.webhooks.schemas.event;

import org.jspecify.annotations.Nullable;

/**
 * A domain event that was found valid.
 *
 * @param id the producer's own id; null when it gave none
 * @param type such as {@code message.created}; always a known one
 * @param siteId 1 to 128 characters of {@code [A-Za-z0-9_.:-]}
 * @param body the canonical bytes to POST; shared, not to be changed
 */
// The body is compared by identity: nobody compares events, and copying each body would cost more than it guards.
@SuppressWarnings("ArrayRecordComponent")
public record Event(@Nullable String id, String type, String siteId, byte[] body) {}
