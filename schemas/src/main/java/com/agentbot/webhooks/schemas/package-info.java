/**
 * The contracts that the services share, and nothing else: what lies on which topic, and how it is read and written.
 *
 * <p>{@code event}: the event types, their schemas and the canonical body. {@code topic}: the catalogue of topics and
 * the retry tiers. {@code delivery}: a delivery's headers and an attempt's record. {@code webhook}: the settings record
 * of a webhook and its sealed secrets.
 */
@NullMarked
package com.agentbot.webhooks.schemas;

import org.jspecify.annotations.NullMarked;
