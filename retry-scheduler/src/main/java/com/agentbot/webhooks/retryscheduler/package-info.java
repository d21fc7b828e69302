/**
 * Turns waiting retries into due deliveries.
 *
 * <pre>
 *   agentbot.retry.*  ──receive──►  WaitingRecords  ──forwardDue──►  agentbot.deliveries
 *                                   (by partition,         └───────►  agentbot.dead-letter (unreadable)
 *                                    in due order)
 * </pre>
 *
 * Start reading at {@link com.agentbot.webhooks.retryscheduler.RetryLoop}; {@code WaitingRecords} decides what is due,
 * {@code Pace} how much of it may go, and neither does I/O; {@code KafkaRetryTopics} consumes and {@code KafkaForwarder} writes, both on the loop's thread.
 */
@NullMarked
package com.agentbot.webhooks.retryscheduler;

import org.jspecify.annotations.NullMarked;
