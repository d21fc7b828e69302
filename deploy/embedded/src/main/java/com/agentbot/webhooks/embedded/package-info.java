/** A Kafka broker and a PostgreSQL inside the process that needs them, and the topics that the pipeline needs there. */
@NullMarked
package com.agentbot.webhooks.embedded;

import org.jspecify.annotations.NullMarked;
