/**
 * Settings → Webhooks: keeps what customers set up, tells it to the pipeline, and shows what became of each delivery.
 *
 * <p>{@link com.agentbot.webhooks.webhooksettings.WebhookSettings} is the list of its parts. Where to find what, the class
 * that reads like the sentence first:
 *
 * <dl>
 *   <dt>Who asks
 *   <dd>{@code Authentication} finds the caller by a {@code Credential}: a token ({@code Tokens}), the page's session
 *       ({@code PostgresSessions}) or a JWT ({@code Jwts}, {@code SigningKeys}); {@code Quota} and {@code FailedSignIns}
 *       bound how much; {@code OwnPage} tells our page from others'.
 *   <dt>What is asked
 *   <dd>{@code Api} has the {@code …Api} classes; {@code ApiDocument} describes them; {@code Page} is served beside them.
 *   <dt>Webhooks
 *   <dd>{@code WebhookApi} reads a {@code WebhookForm} and changes {@code PostgresWebhooks}, and in the same transaction the
 *       outbox; {@code Creations} makes one once; {@code KafkaOutbox} publishes in order, {@code Settlement} waits for it;
 *       {@code UrlCheck} judges a URL while it is typed; {@code KeyRotation} seals secrets anew.
 *   <dt>The delivery log
 *   <dd>{@code AttemptReader} brings what the workers report; {@code PostgresDeliveryLog} writes it, a {@code LogRow} a
 *       delivery; {@code LogPartitions} keeps its days, {@code LogRebuild} makes it anew, {@code LogLateness} tells how far it
 *       is behind; {@code RecentDeliveries} and {@code Activity} read it.
 *   <dt>One delivery
 *   <dd>{@code OpenedDeliveries} opens it: attempts from the log, the body from Kafka ({@code EventBodies}), the requests as
 *       they were sent ({@code SentRequests}), programs that verify them ({@code Snippet}).
 *   <dt>Health
 *   <dd>{@code HealthWatch} judges by the attempts which webhooks only fail, tells their owners and switches them off.
 *   <dt>Sent again
 *   <dd>{@code Resends} one by hand; {@code Replays} a window of events, each by a {@code ReplayRun} that hands on what its
 *       {@code ReplayChoice} wants; {@code TestEvents} an example.
 * </dl>
 */
@NullMarked
package com.agentbot.webhooks.webhooksettings;

import org.jspecify.annotations.NullMarked;
