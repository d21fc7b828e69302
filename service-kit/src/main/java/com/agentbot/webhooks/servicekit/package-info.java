/**
 * What every process needs to be run: settings from the environment, parts started and stopped in order, an HTTP edge
 * with bounds, an admin port. No domain word.
 */
@NullMarked
package com.agentbot.webhooks.servicekit;

import org.jspecify.annotations.NullMarked;
