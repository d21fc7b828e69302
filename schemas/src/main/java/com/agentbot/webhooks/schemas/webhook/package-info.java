/** A webhook's settings as the pipeline sees them, with its secrets sealed. */
@NullMarked
package com.agentbot.webhooks.schemas.webhook;

import org.jspecify.annotations.NullMarked;
