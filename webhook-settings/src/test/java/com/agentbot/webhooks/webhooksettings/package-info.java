@NullMarked
package com.agentbot.webhooks.webhooksettings;

import org.jspecify.annotations.NullMarked;
