@NullMarked
package com.agentbot.webhooks.servicekit;

import org.jspecify.annotations.NullMarked;
