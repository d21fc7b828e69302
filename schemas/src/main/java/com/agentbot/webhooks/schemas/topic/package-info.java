/** Which topics there are, what each is keyed by and how long it keeps what it holds. */
@NullMarked
package com.agentbot.webhooks.schemas.topic;

import org.jspecify.annotations.NullMarked;
