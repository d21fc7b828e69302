@NullMarked
package com.agentbot.webhooks.retryscheduler;

import org.jspecify.annotations.NullMarked;
