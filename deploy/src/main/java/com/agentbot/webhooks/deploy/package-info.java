/** Starts the whole pipeline in one process: broker, database, topics, services. */
@NullMarked
package com.agentbot.webhooks.deploy;

import org.jspecify.annotations.NullMarked;
