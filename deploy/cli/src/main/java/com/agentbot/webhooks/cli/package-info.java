/**
 * {@code deploy/webhooks}: webhooks, deliveries and what is sent again, from a terminal or a script, by the HTTP API alone.
 *
 * <p>{@link com.agentbot.webhooks.cli.Webhooks} is the command with its subcommands, each of them a small class; {@link
 * com.agentbot.webhooks.cli.Api} asks, {@link com.agentbot.webhooks.cli.Terminal} shows.
 */
@NullMarked
package com.agentbot.webhooks.cli;

import org.jspecify.annotations.NullMarked;
