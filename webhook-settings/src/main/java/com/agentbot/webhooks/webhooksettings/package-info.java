/**
 * Settings → Webhooks: keeps what customers set up, tells it to the pipeline, and shows what became of each delivery.
 *
 * <p>{@link com.agentbot.webhooks.webhooksettings.WebhookSettings} is the list of its parts. A request goes through
 * {@code Authentication}, which finds out who asks ({@code Tokens}, {@code PostgresSessions}, {@code Jwts}) and how much
 * ({@code Quota}), to one of the {@code …Api} classes; a change goes into PostgreSQL and, in the same
 * transaction, into the outbox, from where {@code KafkaOutbox} publishes it in order. {@code AttemptReader} brings what
 * the workers report into the delivery log, and {@code HealthWatch} judges by it which webhooks only fail.
 */
@NullMarked
package com.agentbot.webhooks.webhooksettings;

import org.jspecify.annotations.NullMarked;
