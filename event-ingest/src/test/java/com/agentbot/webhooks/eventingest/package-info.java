@NullMarked
package com.agentbot.webhooks.eventingest;

import org.jspecify.annotations.NullMarked;
