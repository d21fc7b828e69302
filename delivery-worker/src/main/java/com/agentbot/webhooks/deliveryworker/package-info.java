/**
 * Consumes deliveries, POSTs them signed, judges the answers and routes the outcomes.
 *
 * <pre>
 * agentbot.deliveries ──► receive ──► EndpointQueues ──► Attempts ──► HttpSender ──► the endpoint
 *                            │        one a webhook,     is the         │
 *                            ▼        round robin        webhook on?    ▼ Answer
 *                     PartitionWindow                                 Judge ──► Verdict
 *                            │                                          │
 *                            └────────────► KafkaOutbox ◄───────────────┘
 *                                           one transaction: attempts, retries, dead letters, offsets
 * </pre>
 *
 * <p>{@link com.agentbot.webhooks.deliveryworker.DeliveryLoop} is the spine; all state in the drawing belongs to its
 * thread.
 */
@NullMarked
package com.agentbot.webhooks.deliveryworker;

import org.jspecify.annotations.NullMarked;
