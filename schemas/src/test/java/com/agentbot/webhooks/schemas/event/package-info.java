@NullMarked
package com.agentbot.webhooks.schemas.event;

import org.jspecify.annotations.NullMarked;
