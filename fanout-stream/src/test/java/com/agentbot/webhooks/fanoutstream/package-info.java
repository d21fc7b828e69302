@NullMarked
package com.agentbot.webhooks.fanoutstream;

import org.jspecify.annotations.NullMarked;
