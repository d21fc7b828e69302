/**
 * Consumes deliveries, POSTs them signed, judges the answers and routes the outcomes.
 *
 * <pre>
 * agentbot.deliveries ──► receive ──► Endpoints ─────────► Attempts ──► HttpSender ──► the endpoint
 *                            │        a queue a webhook,   is the         │
 *                            ▼        round robin          webhook on?    ▼ Answer
 *                     PartitionWindow     │                             Judge ──► Verdict
 *                            │            ▼ holds others up               │
 *                            │        Elsewhere ──► Verdict               │
 *                            └──────────► KafkaOutbox ◄───────────────────┘
 *                                         one transaction: attempts, retries, dead letters, offsets
 * </pre>
 *
 * <p>There are two such lanes. What an endpoint of the fast one cannot take goes on to {@code agentbot.deliveries.slow},
 * what one of the slow lane cannot take to a retry topic.
 *
 * <p>{@link com.agentbot.webhooks.deliveryworker.DeliveryLoop} is the spine; all state in the drawing belongs to its
 * thread.
 */
@NullMarked
package com.agentbot.webhooks.deliveryworker;

import org.jspecify.annotations.NullMarked;
