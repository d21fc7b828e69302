/**
 * Fans each event out to its matching webhooks.
 *
 * <p>{@link com.agentbot.webhooks.fanoutstream.FanoutTopology} draws the flow; each of its steps is a class of its own.
 */
@NullMarked
package com.agentbot.webhooks.fanoutstream;

import org.jspecify.annotations.NullMarked;
