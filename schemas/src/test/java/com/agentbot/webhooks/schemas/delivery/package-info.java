@NullMarked
package com.agentbot.webhooks.schemas.delivery;

import org.jspecify.annotations.NullMarked;
