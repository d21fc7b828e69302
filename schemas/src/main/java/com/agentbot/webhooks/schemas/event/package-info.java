/** What a domain event is: its types, their schemas, and the one spelling of its body. */
@NullMarked
package com.agentbot.webhooks.schemas.event;

import org.jspecify.annotations.NullMarked;
