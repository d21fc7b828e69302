@NullMarked
package com.agentbot.webhooks.schemas.topic;

import org.jspecify.annotations.NullMarked;
