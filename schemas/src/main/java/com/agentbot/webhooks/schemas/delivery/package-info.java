/** One event on its way to one webhook, and what became of each attempt. */
@NullMarked
package com.agentbot.webhooks.schemas.delivery;

import org.jspecify.annotations.NullMarked;
