/**
 * Takes events over HTTP and acknowledges them once Kafka has them.
 *
 * <pre>
 * POST /v1/events ──► Tokens ──► RequestBodies ──► EventReader ──► EventIds ──► KafkaEvents ──► agentbot.events
 *                                bounded           all or none     own id, or      │             key site_id
 *                                                                  by the key      ▼
 *                                                                                202, or 503
 * </pre>
 *
 * <p>{@link com.agentbot.webhooks.eventingest.EventApi} is the spine. {@link
 * com.agentbot.webhooks.eventingest.EventPublisher} is the same way without HTTP, for Java services to embed.
 */
@NullMarked
package com.agentbot.webhooks.eventingest;

import org.jspecify.annotations.NullMarked;
