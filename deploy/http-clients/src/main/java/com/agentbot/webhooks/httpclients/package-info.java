/**
 * HTTP clients beside each other, each doing what a worker asks of one: POSTs to many hosts, with one deadline over all.
 * {@code deploy/benchmark-http-clients} runs {@link com.agentbot.webhooks.httpclients.Comparison}, which starts the
 * {@link com.agentbot.webhooks.httpclients.Receiver} and one {@link com.agentbot.webhooks.httpclients.Measurement} after
 * the other, each as a process of its own.
 */
@NullMarked
package com.agentbot.webhooks.httpclients;

import org.jspecify.annotations.NullMarked;
